import Afterwork
import AfterworkSQLite
import AfterworkTesting
import GRDB
import TestSupport
import Testing

/// Promise 12: Jobs run at least once. A stale attempt can change nothing in the store: each attempt carries a fencing token, each process
/// start a unique incarnation.
@Suite(.timeLimit(.minutes(5)))
struct AtLeastOnceTests {
    @Test(arguments: StoreKind.allCases)
    func `Jobs run at least once.`(kind: StoreKind) async throws {
        let clock = ManualClock()
        let journal = Journal()
        try await kind.use { store in
            let ids = try await JobQueue.silent(store).enqueue(all: (0..<5).map { Errand(name: "\($0)") }).map(\.id)
            // It may have done everything but say so.
            let dead = try await store.join()
            #expect(try await store.begin(as: dead, limit: 2).count == 2)
            store.die(dead)
            try await RunningWorker.run(store, clock: clock) { queue in
                queue.handle(Errand.self) { errand, _ in journal.note(errand.name) }
            } _: { running async throws in
                try await clock.pass(.seconds(60)) { try await store.job(ids[1])?.crashes == 1 }
                for id in ids { #expect(try await running.queue.end(of: id)?.state == .completed) }
                #expect(journal.lines.sorted() == ["0", "1", "2", "3", "4"])
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `A stale attempt can change nothing in the store: each attempt carries a fencing token, each process start a unique incarnation.`(
        kind: StoreKind
    ) async throws {
        try await kind.use { store in
            let (zombie, worker) = (try await store.join(), try await store.join())
            #expect(zombie != worker)
            let id = try await JobQueue.silent(store).enqueue(Errand(name: "once")).id
            let stale = try #require(try await store.begin(as: zombie).first?.attempt)
            _ = try await store.rescue([Presence(zombie, .dead)])
            let again = try await store.claim(ClaimRequest(worker, wantsSuspect: true)).jobs
            let attempt = try #require(again.first?.attempt)
            try await store.start([attempt], by: worker)
            #expect(attempt.id == stale.id && attempt.fence > stale.fence)

            let before = try await store.job(id)
            let outcomes: [JobOutcome] = [
                .completed(result: nil), .failed(error: "late", retryAfter: .zero), .failed(error: "late", retryAfter: nil),
                .discarded(reason: "late"), .snoozed(.zero), .released, .stopped, .undecodable(error: "late"),
            ]
            for outcome in outcomes { #expect(try await store.finish([FinishedAttempt(stale, outcome)]) == [false]) }
            try await store.report([JobProgress(stale, fraction: 0.9, message: "late")])
            try await store.start([stale], by: zombie)
            try await store.reconcile(zombie, holding: [])
            #expect(try await store.beat(zombie) == WorkerOrders(isKnown: false, cancelled: []))
            #expect(try await store.claim(ClaimRequest(zombie)).jobs == [])
            try await store.leave(zombie)
            #expect(try await store.job(id) == before)
            #expect(try await store.finish([FinishedAttempt(attempt, .completed(result: nil))]) == [true])
            let third = try await store.join()
            #expect(![zombie, worker].contains(third))
        }
    }
}
