import Afterwork
import InMemoryLogging
import Logging
import MetricsTestKit
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct TaskListTests {
    let logs = InMemoryLogHandler()
    let metrics = TestMetrics()
    let runner: BackgroundRunner

    init() {
        let logs = logs
        runner = BackgroundRunner(
            configuration: .init(capacity: 3, recordsResults: true),
            logger: Logger(label: "test") { _ in logs },
            metricsFactory: metrics
        )
    }

    private func tasks(of list: TaskList) -> BackgroundTasks {
        let logs = logs
        return BackgroundTasks(list: list, logger: Logger(label: "request") { _ in logs })
    }

    @Test func `takes tasks until it is sealed, and counts them as waiting`() {
        let list = runner.makeList()
        #expect(list.isEmpty)
        tasks(of: list).add("one") {}
        tasks(of: list).add("two") {}
        #expect(!list.isEmpty)
        #expect(runner.statistics.waiting == 2)
        #expect(runner.statistics.added == 2)
    }

    @Test func `refuses what comes after it was sealed, with a log line and a metric`() throws {
        let list = runner.makeList()
        list.seal(.returned)
        let id = tasks(of: list).add("late") {}
        #expect(list.isEmpty)
        #expect(runner.statistics.waiting == 0)
        #expect(runner.statistics.refused == 1)
        #expect(metrics.counterTotal(label: "afterwork.tasks.refused") == 1)
        let entry = try #require(logs.entries.first)
        #expect(entry.level == .error)
        #expect("\(entry.message)".contains("its response has begun"))
        #expect(entry.metadata["task.name"] == "late")
        #expect(entry.metadata["task.id"] == "\(id)")
    }

    @Test func `refuses what comes after it was handed over`() {
        let list = runner.makeList()
        list.handOver()
        tasks(of: list).add("late") {}
        #expect(runner.statistics.refused == 1)
        #expect(runner.statistics.waiting == 0)
    }

    @Test func `sealed twice with the handler's return, it keeps its tasks`() {
        let list = runner.makeList()
        tasks(of: list).add("kept") {}
        list.seal(.returned)
        list.seal(.returned)
        #expect(runner.statistics.waiting == 1)
    }

    @Test(arguments: [true, false])
    func `a handler once known to have thrown stays so`(throwsFirst: Bool) {
        let list = runner.makeList()
        tasks(of: list).add("dropped") {}
        tasks(of: list).add("kept", when: .always) {}
        list.seal(throwsFirst ? .threw : .returned)
        list.seal(throwsFirst ? .returned : .threw)
        #expect(runner.statistics.waiting == 1)
        #expect(!list.isEmpty)
    }

    @Test func `a list that is let go gives its places back`() {
        do {
            let list = runner.makeList()
            for _ in 0..<3 { tasks(of: list).add("forgotten") {} }
            #expect(!list.isAdmitted)
            #expect(!runner.admits)
        }
        #expect(runner.admits)
        #expect(runner.statistics.waiting == 0)
    }

    @Test func `handed over twice, its tasks run once`() async throws {
        let ran = Journal()
        async let _ = runner.run()
        let list = runner.makeList()
        tasks(of: list).add("once") { ran.note("once") }
        list.seal(.returned)
        list.handOver()
        list.handOver()
        #expect(await runner.results(ofResponse: list.id).count == 1)
        let next = runner.makeList()
        tasks(of: next).add("next") { ran.note("next") }
        next.handOver()
        #expect(await runner.results(ofResponse: next.id).count == 1)
        #expect(ran.lines == ["once", "next"])
    }

    @Test func `a list without tasks has no results`() async {
        let list = runner.makeList()
        list.seal(.returned)
        list.handOver()
        #expect(await runner.results(ofResponse: list.id).isEmpty)
    }

    @Test func `a detached list refuses every task and says which middleware is missing`() throws {
        tasks(of: .detached).add("nowhere") {}
        #expect(TaskList.detached.isAdmitted)
        #expect(TaskList.detached.isEmpty)
        let entry = try #require(logs.entries.first)
        #expect(entry.level == .error)
        #expect("\(entry.message)".contains("middleware"))
        #expect(entry.metadata["task.name"] == "nowhere")
    }

    @Test func `a function's arguments go with it, and the place of the call is its name`() async throws {
        let ran = Journal()
        @Sendable func track(_ number: Int, what: String) throws { ran.note("\(number) \(what)") }
        async let _ = runner.run()
        let list = runner.makeList()
        tasks(of: list).add(track, 7, "reviewed")
        tasks(of: list).add(track, 8, "signed", name: "sign")
        list.handOver()
        let results = await runner.results(ofResponse: list.id)
        #expect(ran.lines == ["7 reviewed", "8 signed"])
        #expect(results.first?.name.hasPrefix("AfterworkTests/TaskListTests.swift:") == true)
        #expect(results.last?.name == "sign")
    }

    @Test func `tasks added from many threads at once are all taken`() async {
        let list = runner.makeList()
        let tasks = tasks(of: list)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<100 {
                group.addTask { tasks.add("\(number)") {} }
            }
        }
        #expect(runner.statistics.waiting == 100)
        list.seal(.threw)
        #expect(runner.statistics.waiting == 0)
    }
}
