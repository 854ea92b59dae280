import Afterwork
import AfterworkTesting
import TestSupport
import Testing

/// Promise 15: A kind of job that no handler here knows is left for a worker that knows it. It is never discarded.
@Suite(.timeLimit(.minutes(5)))
struct UnknownKindTests {
    @Test(arguments: StoreKind.allCases)
    func `A kind of job that no handler here knows is left for a worker that knows it.`(kind: StoreKind) async throws {
        let journal = Journal()
        try await kind.use { store in
            try await RunningWorker.run(store) { queue in
                queue.handle(Errand.self) { _, _ in journal.note("errand") }
            } _: { old async throws in
                let stranger = try await old.queue.enqueue(Stranger()).id
                let known = try await old.queue.enqueue(Errand(name: "known")).id
                #expect(try await old.queue.end(of: known)?.state == .completed)
                #expect(try await store.job(stranger)?.state == .available)
                // A newer build beside the old one, as during a deployment.
                try await RunningWorker.run(store) { queue in
                    queue.handle(Stranger.self) { _, _ in journal.note("stranger") }
                } _: { new async throws in
                    let job = try await new.queue.end(of: stranger)
                    #expect((job?.state, job?.failures, job?.crashes) == (.completed, 0, 0))
                }
            }
        }
        #expect(journal.lines == ["errand", "stranger"])
    }

    @Test(arguments: StoreKind.allCases)
    func `It is never discarded.`(kind: StoreKind) async throws {
        let clock = ManualClock()
        try await kind.use(now: clock.time) { store in
            let id = try await JobQueue.silent(store).enqueue(Stranger()).id
            let nothing = JobRetention(completed: .zero, givenUp: .zero, quarantined: .zero, completedCount: 0)
            try await RunningWorker.run(store, .init(concurrency: 2, retention: nothing), clock: clock) { queue in
                queue.handle(Errand.self) { _, _ in }
            } _: { _ async throws in
                try await clock.pass(.seconds(300))
                // And then ten years, after which everything is pruned that may be.
                clock.advance(by: .seconds(10 * 365 * 86_400))
                try await clock.pass(.seconds(60))
                let job = try #require(try await store.job(id))
                #expect((job.state, job.failures, job.crashes, job.error) == (.available, 0, 0, nil))
            }
        }
    }
}
