import Afterwork
import AfterworkTesting
import Testing

@testable import AfterworkPostgres

/// The suite that every store passes.
@Suite(.timeLimit(.minutes(5)))
struct JobStoreConformanceTests {
    @Test(arguments: JobStoreConformance.checks)
    func `the store in PostgreSQL does what a store promises`(check: JobStoreConformance.Check) async throws {
        let conformance = JobStoreConformance(discard: Self.discard) { clock in
            let store = try PostgresJobStore.make(now: clock.time)
            try await store.beginListening()
            return store
        }
        try await conformance.run(check)
    }

    @Sendable private static func discard(_ store: any JobStore) async throws {
        try await (store as? PostgresJobStore)?.discard()
    }
}
