import InMemoryLogging
import Logging
import ServiceLifecycle
import TestSupport
import Testing

@testable import Afterwork

@Suite(.timeLimit(.minutes(5)))
struct WorkerTests {
    @Test func `runs a job, and keeps what its handler returned`() async throws {
        try await RunningWorker.run { queue in
            queue.handle(Errand.self) { errand, context in "\(errand.name) in attempt \(context.number)" }
        } _: { running in
            let id = try await running.queue.enqueue(Errand(name: "first")).id
            #expect(try await running.queue.result(of: id, as: String.self) == "first in attempt 1")
            let job = try #require(try await running.queue.status(of: id))
            #expect(job.state == .completed)
            #expect(job.progress == 1)
            #expect(job.finishedAt != nil)
        }
    }

    @Test func `tries a job that fails again, and gives it up when its attempts are used up`() async throws {
        let attempts = Journal()
        try await RunningWorker.run { queue in
            queue.handle(Errand.self) { _, context in
                attempts.note("\(context.number)")
                throw Broken()
            }
        } _: { running in
            let job = try #require(try await running.end(of: running.queue.enqueue(Errand(name: "hopeless")).id))
            #expect(job.state == .discarded)
            #expect(job.failures == 3)
            #expect(job.error == "Broken()")
            #expect(attempts.lines == ["1", "2", "3"])
            await #expect(throws: JobEnded.self) { try await running.queue.result(of: job.id, as: String.self) }
        }
    }

    @Test func `a snooze costs no attempt`() async throws {
        let calls = Counter()
        try await RunningWorker.run { queue in
            queue.handle(Errand.self) { _, context in
                calls.add()
                if calls.value < 5 { throw SnoozeJob(for: .zero) }
                #expect(context.number == 1)
            }
        } _: { running in
            let job = try #require(try await running.end(of: running.queue.enqueue(Errand(name: "sleepy")).id))
            #expect(job.state == .completed)
            #expect(job.failures == 0)
            #expect(calls.value == 5)
        }
    }

    @Test func `a handler can give its job up`() async throws {
        try await RunningWorker.run { queue in
            queue.handle(Errand.self) { _, _ in throw DiscardJob("Nobody wants it.") }
        } _: { running in
            let job = try #require(try await running.end(of: running.queue.enqueue(Errand(name: "unwanted")).id))
            #expect(job.state == .discarded)
            #expect(job.error == "Nobody wants it.")
        }
    }

    @Test func `a job that takes too long is cancelled, and the attempt has failed`() async throws {
        try await RunningWorker.run { queue in
            queue.handle(Errand.self) { _, _ in try await Gate().wait() }
        } _: { running in
            let id = try await running.queue.enqueue(Errand(name: "slow")) {
                $0.timeout = .milliseconds(1)
                $0.retry = .never
            }.id
            let job = try #require(try await running.end(of: id))
            #expect(job.state == .discarded)
            #expect(job.error?.contains("longer than 0.001 seconds") == true)
        }
    }

    @Test func `a running job that somebody cancels gets its task cancelled, and the next one in its place does not`() async throws {
        let journal = Journal()
        try await RunningWorker.run(.init(concurrency: 1)) { queue in
            queue.handle(Errand.self) { errand, _ in
                journal.note(errand.name)
                if errand.name == "unwanted" { try await Gate().wait() }
                try Task.checkCancellation()
            }
        } _: { running in
            let id = try await running.queue.enqueue(Errand(name: "unwanted")).id
            let next = try await running.queue.enqueue(Errand(name: "next")).id
            try await journal.wait(for: "unwanted")
            #expect(try await running.queue.cancel(id) == .running)
            #expect(try await running.end(of: id)?.state == .cancelled)
            #expect(try await running.end(of: next)?.state == .completed)
        }
    }

    @Test func `a job that ignores its cancellation is shown, and keeps its outcome`() async throws {
        let journal = Journal()
        let gate = Gate()
        try await RunningWorker.run(.init(concurrency: 1, cancellationGrace: .milliseconds(1))) { queue in
            queue.handle(Errand.self) { _, _ in
                journal.note("runs")
                gate.block()
            }
        } _: { running in
            let id = try await running.queue.enqueue(Errand(name: "stubborn")).id
            try await journal.wait(for: "runs")
            try await running.queue.cancel(id)
            try await eventually { running.logs.entries.contains { "\($0.message)".contains("goes on although it was cancelled") } }
            gate.open()
            #expect(try await running.end(of: id)?.state == .completed)
        }
    }

    @Test func `at shutdown running jobs finish, and what has not begun is handed back`() async throws {
        let journal = Journal()
        let gate = Gate()
        let store = InMemoryJobStore()
        let queue = JobQueue(store: store)
        queue.handle(Errand.self) { errand, _ in
            journal.note(errand.name)
            try await gate.wait()
        }
        let ids = try await queue.enqueue(all: [Errand(name: "running"), Errand(name: "waits")]).map(\.id)
        let worker = Worker(queue, configuration: .init(concurrency: 1))
        try await withThrowingTaskGroup(of: Void.self) { group in
            let services = ServiceGroup(services: [worker], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            group.addTask { try await services.run() }
            try await journal.wait(for: "running")
            await services.triggerGracefulShutdown()
            try await eventually { worker.board.withLock(\.isClosed) }
            gate.open()
            try await group.waitForAll()
        }
        #expect(try await queue.status(of: ids[0])?.state == .completed)
        let waits = try #require(try await queue.status(of: ids[1]))
        #expect(waits.state == .available)
        #expect(waits.failures == 0)
        #expect(journal.lines == ["running"])
        #expect(try await store.presences().isEmpty)
    }

    @Test func `after the shutdown's grace running jobs are cancelled and handed back without having cost an attempt`() async throws {
        let journal = Journal()
        let queue = JobQueue(store: InMemoryJobStore())
        queue.handle(Errand.self) { errand, _ in
            journal.note(errand.name)
            try await Gate().wait()
        }
        let id = try await queue.enqueue(Errand(name: "long")).id
        let worker = Worker(queue, configuration: .init(concurrency: 1, shutdownGrace: .milliseconds(1)))
        try await withThrowingTaskGroup(of: Void.self) { group in
            let services = ServiceGroup(services: [worker], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            group.addTask { try await services.run() }
            try await journal.wait(for: "long")
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
        let job = try #require(try await queue.status(of: id))
        #expect(job.state == .available)
        #expect(job.failures == 0)
        #expect(job.crashes == 0)
    }

    @Test func `a kind of job that no handler here knows is left for a worker that knows it`() async throws {
        struct Stranger: Job {}
        let store = InMemoryJobStore()
        let stranger = try await RunningWorker.run(store: store) { queue in
            queue.handle(Errand.self) { _, _ in }
        } _: { running in
            let stranger = try await running.queue.enqueue(Stranger()).id
            #expect(try await running.end(of: running.queue.enqueue(Errand(name: "known")).id)?.state == .completed)
            #expect(try await running.queue.status(of: stranger)?.state == .available)
            return stranger
        }
        try await RunningWorker.run(store: store) { queue in
            queue.handle(Stranger.self) { _, _ in }
        } _: { running in
            let job = try await running.end(of: stranger)
            #expect(job?.state == .completed)
        }
    }

    @Test func `a kind of job that waits and that no handler here knows is told of`() async throws {
        struct Stranger: Job {}
        let store = InMemoryJobStore()
        try await JobQueue(store: store).enqueue(all: [Stranger(), Stranger()])
        try await RunningWorker.run(store: store) { queue in
            queue.handle(Errand.self) { _, _ in }
        } _: { running in
            try await eventually { running.logs.entries.contains { $0.metadata["job.name"] == "stranger" && $0.metadata["jobs"] == "2" } }
        }
    }

    @Test func `a payload that does not decode is put into quarantine with its error`() async throws {
        try await RunningWorker.run { queue in
            queue.handle(Errand.self) { _, _ in }
        } _: { running in
            let id = JobID(high: 1, low: 1)
            _ = try await running.queue.store.enqueue([PreparedJob(id: id, name: Errand.name, payload: Array("{\"nome\":1}".utf8))])
            let job = try #require(try await running.end(of: id))
            #expect(job.state == .quarantined)
            #expect(job.error?.contains("name") == true)
        }
    }

    @Test func `a job near which a worker died runs alone`() async throws {
        let store = InMemoryJobStore()
        let queue = JobQueue(store: store)
        let suspect = try await queue.enqueue(Errand(name: "suspect")).id
        let dead = try await store.join()
        let claim = try await store.claim(
            ClaimRequest(incarnation: dead, names: [Errand.name], shares: [.init(queue: nil, fair: 1, most: 1)], limit: 1)
        )
        try await store.start(claim.jobs.map(\.attempt), by: dead)
        _ = try await store.rescue([Presence(dead, .dead)])
        try await queue.enqueue(all: (0..<20).map { Errand(name: "other \($0)") })

        let running = Counter()
        let company = Journal()
        try await RunningWorker.run(store: store) { queue in
            queue.handle(Errand.self) { errand, _ in
                running.add()
                if errand.name == "suspect" { company.note("\(running.value - company.lines.count)") } else { company.note("other") }
                for _ in 0..<10 { await Task.yield() }
            }
        } _: { worker in
            #expect(try await worker.end(of: suspect)?.state == .completed)
            try await company.wait(forCount: 21)
            #expect(company.lines.contains("1"))
            #expect(try await worker.queue.status(of: suspect)?.crashes == 1)
        }
    }

    @Test func `a queue's limit holds, and a paused queue begins nothing`() async throws {
        let now = Counter()
        let ended = Counter()
        let most = Journal()
        let configuration = Worker.Configuration(concurrency: 8, queues: [.init("narrow", concurrency: 2), "paused", "wide"])
        try await RunningWorker.run(configuration) { queue in
            queue.handle(Errand.self) { errand, context in
                if context.queue == "narrow" {
                    now.add()
                    most.note("\(now.value - ended.value)")
                    for _ in 0..<5 { await Task.yield() }
                    ended.add()
                }
            }
        } _: { running in
            try await running.queue.pause("paused")
            let paused = try await running.queue.enqueue(Errand(name: "paused")) { $0.queue = "paused" }.id
            let narrow = try await running.queue.enqueue(all: (0..<50).map { Errand(name: "\($0)") }) { $0.queue = "narrow" }
            for job in narrow { #expect(try await running.end(of: job.id)?.state == .completed) }
            #expect(most.lines.allSatisfy { $0 == "1" || $0 == "2" })
            #expect(try await running.queue.status(of: paused)?.state == .available)
            try await running.queue.resume("paused")
            #expect(try await running.end(of: paused)?.state == .completed)
        }
    }

    @Test func `a handler's progress is seen while it runs`() async throws {
        let gate = Gate()
        try await RunningWorker.run { queue in
            queue.handle(Errand.self) { _, context in
                try await context.report(progress: 0.5, "half")
                try await gate.wait()
            }
        } _: { running in
            let id = try await running.queue.enqueue(Errand(name: "long")).id
            var seen: [JobRecord] = []
            for try await job in running.queue.events(of: id) {
                seen.append(job)
                if job.message == "half" { gate.open() }
            }
            #expect(seen.contains { $0.progress == 0.5 && $0.message == "half" && $0.state == .running })
            #expect(seen.last?.state == .completed)
        }
    }

    @Test func `two handlers for one name are found before anything runs`() async throws {
        let queue = JobQueue(store: InMemoryJobStore())
        queue.handle(Errand.self) { _, _ in }
        queue.handle(Errand.self) { _, _ in "another" }
        await #expect(throws: DuplicateJobHandlers(names: ["errand"])) { try await Worker(queue).run() }
    }

    @Test func `runs many jobs, each once`() async throws {
        let ran = Counter()
        try await RunningWorker.run(.init(concurrency: 8)) { queue in
            queue.handle(Errand.self) { _, _ in ran.add() }
        } _: { running in
            for _ in 0..<20 { try await running.queue.enqueue(all: (0..<500).map { Errand(name: "\($0)") }) }
            try await eventually { try await running.queue.counts().allSatisfy { $0.state == .completed && $0.count == 10_000 } }
            #expect(ran.value == 10_000)
        }
    }
}
