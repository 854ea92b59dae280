import Afterwork
import AfterworkTesting
import Logging
import ServiceLifecycle
import TestSupport
import Testing

/// Promise 16: Shutdown gives running jobs a grace period, then hands them back without costing an attempt.
@Suite(.timeLimit(.minutes(5)))
struct ShutdownTests {
    @Test(arguments: StoreKind.allCases)
    func `Shutdown gives running jobs a grace period, then hands them back without costing an attempt.`(kind: StoreKind) async throws {
        let clock = ManualClock()
        let journal = Journal()
        let gate = Gate()
        try await kind.use { store in
            let queue = JobQueue.silent(store)
            queue.handle(Errand.self) { errand, context in
                journal.note("\(errand.name) begins")
                do {
                    if errand.name == "short" { try await gate.wait() } else { try await Gate().wait() }
                } catch {
                    journal.note("\(errand.name) is cancelled")
                    throw error
                }
            }
            let ids = try await queue.enqueue(all: ["short", "long", "waiting"].map { Errand(name: $0) }).map(\.id)
            let worker = Worker(queue, configuration: .init(concurrency: 2, shutdownGrace: .seconds(30)), clock: clock)
            let services = ServiceGroup(services: [worker], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await services.run() }
                try await journal.wait { Set($0).isSuperset(of: ["short begins", "long begins"]) }
                await services.triggerGracefulShutdown()
                // The grace is what sleeps besides; nobody is cancelled before it is over.
                try await clock.waitForSleepers(ManualClock.sleepersOfWorker + 1)
                clock.advance(by: .seconds(29))
                gate.open()
                try await eventually { try await store.job(ids[0])?.state == .completed }
                #expect(!journal.lines.contains("long is cancelled"))
                clock.advance(by: .seconds(1))
                try await group.waitForAll()
            }
            #expect(journal.lines.sorted() == ["long begins", "long is cancelled", "short begins"])
            for id in ids[1...] {
                let job = try #require(try await store.job(id))
                #expect((job.state, job.failures, job.crashes, job.error) == (.available, 0, 0, nil))
            }
            #expect(try await store.presences().isEmpty)
            // The next worker begins with the first attempt, and with no suspicion.
            try await RunningWorker.run(store) { queue in
                queue.handle(Errand.self) { _, context in context.number + context.crashes }
            } _: { next async throws in
                for id in ids[1...] { #expect(try await next.queue.result(of: id, as: Int.self) == 1) }
            }
        }
    }
}
