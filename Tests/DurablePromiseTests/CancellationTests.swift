import Afterwork
import AfterworkTesting
import AfterworkWeb
import MetricsTestKit
import TestSupport
import Testing

/// Promise 18: A cancelled or timed-out job gets Swift task cancellation. One that ignores it is detected and shown.
@Suite(.timeLimit(.minutes(5)))
struct CancellationTests {
    @API
    struct Errands: RouteProvider {
        @Post("/errands")
        func send(background: BackgroundTasks) -> Response { .accepted(background.enqueue(Errand(name: "long"))) }
    }

    private let journal = Journal()

    private func waitUntilCancelled(_ queue: JobQueue) {
        queue.handle(Errand.self) { [journal] errand, context in
            journal.note("\(errand.name) begins")
            await withTaskCancellationHandler {
                try? await Gate().wait()
            } onCancel: {
                journal.note("\(errand.name) is cancelled")
            }
            try Task.checkCancellation()
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `A cancelled or timed-out job gets Swift task cancellation.`(kind: StoreKind) async throws {
        let clock = ManualClock()
        // By a client.
        try await kind.use { store in
            try await LiveServer.run(Errands(), store: store, handlers: waitUntilCancelled) { server async throws in
                let id = try #require(try await server.post("/errands").jobID)
                try await journal.wait(for: "long begins")
                #expect(try await server.send("DELETE", "/jobs/\(id)").status == 202)
                #expect(try await server.queue.end(of: id)?.state == .cancelled)
                #expect(journal.lines == ["long begins", "long is cancelled"])
            }
            // By time.
            try await RunningWorker.run(store, clock: clock, handlers: waitUntilCancelled) { running async throws in
                let id = try await running.queue.enqueue(Errand(name: "slow")) {
                    $0.timeout = .seconds(30)
                    $0.retry = .never
                }.id
                try await journal.wait(for: "slow begins")
                try await clock.waitForSleepers(ManualClock.sleepersOfWorker + 1)
                clock.advance(by: .seconds(29))
                #expect(try await store.job(id)?.state == .running)
                clock.advance(by: .seconds(1))
                let job = try await running.queue.end(of: id)
                #expect((job?.state, job?.error) == (.discarded, "It took longer than 30.0 seconds."))
                #expect(journal.lines.last == "slow is cancelled")
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `One that ignores it is detected and shown.`(kind: StoreKind) async throws {
        let clock = ManualClock()
        let metrics = TestMetrics()
        let gate = Gate()
        defer { gate.open() }
        try await kind.use { store in
            try await RunningWorker.run(store, .init(cancellationGrace: .seconds(2)), clock: clock, metrics: metrics) { queue in
                queue.handle(Errand.self) { [journal] _, _ in
                    journal.note("begins")
                    gate.block()
                }
            } _: { running async throws in
                let id = try await running.queue.enqueue(Errand(name: "stubborn")).id
                try await journal.wait(for: "begins")
                try await running.queue.cancel(id)
                // It has so long to end.
                try await clock.waitForSleepers(ManualClock.sleepersOfWorker + 1)
                #expect(!running.hasLogged("Job goes on although it was cancelled."))
                clock.advance(by: .seconds(2))
                try await eventually { running.hasLogged("Job goes on although it was cancelled.") }
                let entry = running.logs.entries.first { "\($0.message)".contains("goes on although") }
                #expect(entry?.metadata["job.id"]?.description == "\(id)")
                #expect(try metrics.expectCounter("afterwork.jobs.ignoring_cancellation").totalValue == 1)
                #expect(running.worker.running.map(\.id) == [id])
                #expect(try await store.job(id)?.isCancelled == true)
                gate.open()
                #expect(try await running.queue.end(of: id)?.state == .completed)
            }
        }
    }
}
