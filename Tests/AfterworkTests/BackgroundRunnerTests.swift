import Afterwork
import InMemoryLogging
import Logging
import MetricsTestKit
import TestSupport
import Testing

/// A runner without a service group: it ends when the task that runs it is cancelled.
@Suite(.timeLimit(.minutes(5)))
struct BackgroundRunnerTests {
    @Test func `cancelled, it cancels what runs, names it and what never started, and ends`() async throws {
        let logs = InMemoryLogHandler()
        let runner = BackgroundRunner(configuration: .init(concurrency: 1), logger: Logger(label: "test") { _ in logs })
        let journal = Journal()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await runner.run() }
            let list = runner.makeList()
            let tasks = BackgroundTasks(list: list, logger: Logger(label: "request") { _ in logs })
            tasks.add("running") {
                journal.note("running")
                try await Gate().wait()
            }
            tasks.add("follows") { journal.note("follows") }
            list.handOver()
            let other = runner.makeList()
            BackgroundTasks(list: other, logger: Logger(label: "request") { _ in logs }).add("waits") { journal.note("waits") }
            other.handOver()
            try await journal.wait(for: "running")
            group.cancelAll()
            try await group.waitForAll()
        }
        #expect(journal.lines == ["running"])
        #expect(runner.statistics.waiting == 0)
        #expect(runner.statistics.running.isEmpty)
        let named = logs.entries.filter { $0.level == .error }
        #expect(named.contains { $0.metadata["task.name"] == "running" && "\($0.message)".contains("is cancelled") })
        #expect(named.contains { $0.metadata["task.name"] == "follows" && "\($0.message)".contains("never started") })
        #expect(named.contains { $0.metadata["task.name"] == "waits" && "\($0.message)".contains("never started") })
    }

    @Test func `cancelled at any moment, it ends, and every task has run or is named`() async throws {
        for round in 0..<300 {
            let logs = InMemoryLogHandler()
            let runner = BackgroundRunner(configuration: .init(concurrency: 3), logger: Logger(label: "test") { _ in logs })
            let ran = Journal()
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await runner.run() }
                for number in 0..<20 {
                    let list = runner.makeList()
                    let tasks = BackgroundTasks(list: list, logger: Logger(label: "request") { _ in logs })
                    for part in 0..<3 {
                        tasks.add("\(number).\(part)") {
                            ran.note("\(number).\(part)")
                            if part == 1 { await Task.yield() }
                        }
                    }
                    list.handOver()
                    if number == round % 20 { group.cancelAll() }
                    await Task.yield()
                }
            }
            let named = logs.entries.compactMap { entry -> String? in
                guard "\(entry.message)".contains("never started"), case .string(let name)? = entry.metadata["task.name"] else {
                    return nil
                }
                return name
            }
            #expect(runner.statistics.waiting == 0)
            #expect((ran.lines + named).count == 60)
            #expect(Set(ran.lines + named).count == 60)
        }
    }

    @Test func `what is handed over before it runs waits for it, with a warning`() async throws {
        let logs = InMemoryLogHandler()
        let runner = BackgroundRunner(configuration: .init(recordsResults: true), logger: Logger(label: "test") { _ in logs })
        let list = runner.makeList()
        BackgroundTasks(list: list, logger: Logger(label: "request")).add("early") {}
        list.handOver()
        #expect(logs.entries.map(\.level) == [.warning])
        async let _ = runner.run()
        #expect(await runner.results(ofResponse: list.id).count == 1)
    }

    @Test func `what is handed over after it has ended is named as never started`() async throws {
        let logs = InMemoryLogHandler()
        let runner = BackgroundRunner(logger: Logger(label: "test") { _ in logs })
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await runner.run() }
            group.cancelAll()
        }
        #expect(!runner.admits)
        let list = runner.makeList()
        BackgroundTasks(list: list, logger: Logger(label: "request")).add("late") {}
        list.handOver()
        #expect(logs.entries.contains { $0.metadata["task.name"] == "late" && "\($0.message)".contains("never started") })
        #expect(runner.statistics.waiting == 0)
    }

    @Test func `results tell how each task ended, also to several who ask, before and after`() async throws {
        try await RunningRunner.run { running in
            let gate = Gate()
            let id = running.respond { tasks in
                tasks.add("good") { try await gate.wait() }
                tasks.add("bad") { throw Broken() }
            }
            async let first = running.runner.results(ofResponse: id)
            async let second = running.runner.results(ofResponse: id)
            gate.open()
            for results in [await first, await second, await running.runner.results(ofResponse: id)] {
                #expect(results.map(\.name) == ["good", "bad"])
                #expect(results.map { $0.error is Broken } == [false, true])
                #expect(results.first?.error == nil)
            }
        }
    }

    @Test func `its metrics count what was added, waits, runs and ended`() async throws {
        let metrics = TestMetrics()
        let runner = BackgroundRunner(configuration: .init(concurrency: 1, recordsResults: true), metricsFactory: metrics)
        let gate = Gate()
        let journal = Journal()
        async let _ = runner.run()
        let list = runner.makeList()
        let tasks = BackgroundTasks(list: list, logger: Logger(label: "request") { _ in InMemoryLogHandler() })
        tasks.add("good") {
            journal.note("running")
            try await gate.wait()
        }
        tasks.add("bad") { throw Broken() }
        list.handOver()
        try await journal.wait(for: "running")
        #expect(metrics.counterTotal(label: "afterwork.tasks.added") == 2)
        #expect(try metrics.expectMeter("afterwork.tasks.waiting").lastValue == 1)
        #expect(try metrics.expectMeter("afterwork.tasks.running").lastValue == 1)
        #expect(runner.statistics.running.map(\.name) == ["good"])
        gate.open()
        _ = await runner.results(ofResponse: list.id)
        #expect(metrics.counterTotal(label: "afterwork.tasks.finished") == 1)
        #expect(metrics.counterTotal(label: "afterwork.tasks.failed") == 1)
        #expect(try metrics.expectMeter("afterwork.tasks.waiting").lastValue == 0)
        #expect(try metrics.expectMeter("afterwork.tasks.running").lastValue == 0)
        #expect(try metrics.expectTimer("afterwork.tasks.run_time").values.count == 2)
        #expect(try metrics.expectTimer("afterwork.tasks.wait_time").values.count == 2)
    }
}
