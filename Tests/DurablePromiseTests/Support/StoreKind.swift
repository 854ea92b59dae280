import Afterwork
import AfterworkTesting
import TestSupport
import Testing

@testable import AfterworkPostgres
@testable import AfterworkSQLite

/// The stores for which a promise holds.
enum StoreKind: CaseIterable, CustomTestStringConvertible {
    case inMemory
    /// On a real file.
    case sqlite
    /// On a real server.
    case postgres

    var testDescription: String {
        switch self {
        case .inMemory: "in memory"
        case .sqlite: "in SQLite"
        case .postgres: "in PostgreSQL"
        }
    }

    /// Makes an empty store for a test to use.
    func use<Result>(
        now: @escaping @Sendable () -> UnixTime = { .now },
        _ use: (any JobStore) async throws -> Result
    ) async throws -> Result {
        switch self {
        case .inMemory: return try await use(InMemoryJobStore(now: now))
        case .sqlite:
            return try await TemporaryFolder.use { folder in
                let store = try SQLiteJobStore(path: folder.file(), now: now)
                let result = try await use(store)
                await store.close()
                return result
            }
        case .postgres:
            let target = try PostgresServer.connectionString
            let store = try PostgresJobStore(connectionString: target, schema: PostgresServer.newSchema(), now: now)
            let result = try await use(store)
            await store.close()
            return result
        }
    }
}

extension JobStore {
    /// Has a worker that is played by a test die: the kernel lets go of its lock. In memory it only ceases to show itself.
    func die(_ worker: Incarnation) {
        (self as? SQLiteJobStore)?.workers.abandon(worker)
    }

    /// Claims errands and begins them, as a worker would that is played by a test.
    func begin(as worker: Incarnation, limit: Int = 1000) async throws -> [ClaimedJob] {
        let jobs = try await claim(ClaimRequest(worker, limit: limit)).jobs
        try await start(jobs.map(\.attempt), by: worker)
        return jobs
    }

    /// How many jobs there are in each state.
    var states: [JobState: Int] {
        get async throws { try await counts().reduce(into: [:]) { $0[$1.state, default: 0] += $1.count } }
    }
}

extension ManualClock {
    /// How many tasks of a worker sleep by its clock when it has nothing to do: those that poll, beat, stage, rescue and prune, and that look
    /// for jobs of unknown kinds.
    static let sleepersOfWorker = 6

    /// Lets time pass in steps that are short enough for workers to do everything in its time.
    ///
    /// - Parameters:
    ///   - duration: How much.
    ///   - workers: How many workers go by this clock.
    ///   - isOver: Whether to stop before that.
    /// - Returns: How much has passed.
    /// - Throws: `CancellationError`, and what the condition throws.
    @discardableResult
    func pass(_ duration: Duration, workers: Int = 1, until isOver: () async throws -> Bool = { false }) async throws -> Duration {
        var passed = Duration.zero
        while passed < duration {
            try await waitForSleepers(workers * Self.sleepersOfWorker)
            if try await isOver() { break }
            advance(by: .seconds(1))
            passed += .seconds(1)
        }
        return passed
    }
}
