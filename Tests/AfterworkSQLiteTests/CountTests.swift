import Afterwork
import Testing

@testable import AfterworkSQLite

/// Counts of jobs that are done with are kept beside them, so after everything that may happen to a job they must agree.
@Suite struct CountTests {
    private let folder: TemporaryFolder
    private let store: SQLiteJobStore
    private let clock = StoreClock()
    private let maker = JobMaker()

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteJobStore(path: folder.file()) { [clock] in clock.now }
    }

    private func expectTrueCounts(_ expected: [JobState: Int], _ location: SourceLocation = #_sourceLocation) async throws {
        #expect(try await store.countsByState() == expected, sourceLocation: location)
        #expect(try await Set(store.counts()) == trueCounts(in: folder.file()), sourceLocation: location)
    }

    @Test func `counts agree after each way to end`() async throws {
        let worker = try await store.join()
        _ = try await store.enqueue((0..<8).map { maker.job($0.isMultiple(of: 2) ? "send" : "print", queue: "q\($0 / 4)") })
        let attempts = try await store.claim(ClaimRequest(worker, names: ["send", "print"])).jobs.map(\.attempt)
        try await expectTrueCounts([.running: 8])
        let outcomes: [JobOutcome] = [
            .completed(result: nil), .failed(error: "e", retryAfter: nil), .failed(error: "e", retryAfter: .seconds(1)),
            .discarded(reason: "r"), .snoozed(.seconds(1)), .released, .stopped, .undecodable(error: "u"),
        ]
        _ = try await store.finish(zip(attempts, outcomes).map { FinishedAttempt($0, $1) })
        try await expectTrueCounts([
            .completed: 1, .discarded: 2, .retryable: 1, .scheduled: 1, .available: 1, .cancelled: 1, .quarantined: 1,
        ])
        // Stale: nothing changes.
        _ = try await store.finish(attempts.map { FinishedAttempt($0, .completed(result: nil)) })
        try await expectTrueCounts([
            .completed: 1, .discarded: 2, .retryable: 1, .scheduled: 1, .available: 1, .cancelled: 1, .quarantined: 1,
        ])
    }

    @Test func `counts agree after cancelling, retrying, expiring and crashing`() async throws {
        let waiting = [maker.job(), maker.job { $0.schedule = .after(.seconds(60)) }]
        let late = maker.job { $0.expiry = .seconds(1) }
        _ = try await store.enqueue(waiting + [late])
        _ = try await store.cancel(waiting.map(\.id))
        try await expectTrueCounts([.cancelled: 2, .available: 1])
        clock.advance(by: .seconds(2))
        #expect(try await store.stage(limit: 10) == Staging(staged: 0, expired: 1, next: nil))
        try await expectTrueCounts([.cancelled: 2, .discarded: 1])
        _ = try await store.retry(waiting.map(\.id) + [late.id])
        try await expectTrueCounts([.available: 3])
        for crash in 1...3 {
            let worker = try await store.join()
            let claim = try await store.claim(ClaimRequest(worker, limit: 1, wantsSuspect: crash > 1))
            try await store.start(claim.jobs.map(\.attempt), by: worker)
            #expect(try await store.rescue([Presence(worker, .dead)]).map(\.crashes) == [crash])
        }
        try await expectTrueCounts([.available: 2, .quarantined: 1])
    }

    @Test func `counts agree after pruning, and queues without jobs are no longer listed`() async throws {
        let worker = try await store.join()
        for number in 0..<10 {
            _ = try await store.enqueue([maker.job(queue: "q\(number % 2)")])
            _ = try await store.work(as: worker)
            clock.advance(by: .seconds(1))
        }
        #expect(try await store.prune(JobRetention(completed: .seconds(8), completedCount: nil), limit: 100) == 3)
        try await expectTrueCounts([.completed: 7])
        #expect(try await store.prune(JobRetention(completed: nil, completedCount: 5), limit: 1) == 1)
        #expect(try await store.prune(JobRetention(completed: nil, completedCount: 5), limit: 100) == 1)
        try await expectTrueCounts([.completed: 5])
        #expect(try await store.queues().map(\.name) == ["q0", "q1"])
        #expect(try await store.prune(JobRetention(completed: .zero), limit: 100) == 5)
        try await expectTrueCounts([:])
        #expect(try await store.queues().map(\.name) == [])
    }
}
