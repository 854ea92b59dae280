import Afterwork
import AfterworkTesting
import Testing

@testable import AfterworkSQLite

/// The suite that every store passes.
@Suite(.timeLimit(.minutes(5)))
struct JobStoreConformanceTests {
    @Test(arguments: JobStoreConformance.checks)
    func `the store in SQLite does what a store promises`(check: JobStoreConformance.Check) async throws {
        let folder = try TemporaryFolder()
        let conformance = JobStoreConformance { store, worker in
            (store as? SQLiteJobStore)?.workers.abandon(worker)
        } make: { clock in
            try SQLiteJobStore(path: folder.file(), now: clock.time)
        }
        try await conformance.run(check)
    }
}
