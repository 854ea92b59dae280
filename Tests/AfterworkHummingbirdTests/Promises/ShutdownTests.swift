import Afterwork
import AfterworkHummingbird
import AfterworkTesting
import HTTPTypes
import Hummingbird
import InMemoryLogging
import Logging
import ServiceLifecycle
import TestSupport
import Testing

/// Promise 8: At shutdown intake closes, tasks get a grace period (30 s unless set), then are cancelled. What did not finish is named
/// in the log.
@Suite(.timeLimit(.minutes(5)))
struct ShutdownTests {
    private let journal = Journal()
    private let gate = Gate()
    private let clock = ManualClock()

    private func routes(_ router: Router<TestContext>) {
        let (journal, gate) = (journal, gate)
        router.get { _, context in
            context.background.add("waits") {
                journal.note("begun")
                do { try await gate.wait() } catch { journal.note("cancelled") }
            }
            context.background.add("follows") { journal.note("follows") }
            return HTTPResponse.Status.accepted
        }
    }

    private func names(_ logs: InMemoryLogHandler, saying text: String) -> [String] {
        logs.entries.filter { $0.level == .error && "\($0.message)".contains(text) }.compactMap { entry in
            guard case .string(let name)? = entry.metadata["task.name"] else { return nil }
            return name
        }
    }

    @Test func `At shutdown intake closes`() async throws {
        let runner = try await TestServer.run {
            routes($0)
        } _: { server async throws in
            defer { gate.open() }
            #expect(try await server.get("/").status == 202)
            try await journal.wait(for: "begun")
            #expect(server.runner.admits)
            await server.services.triggerGracefulShutdown()
            try await eventually { !server.runner.admits }
            // What comes all the same, from whoever still holds a list, is refused or named, and never lost without a word.
            return server.runner
        }
        let logs = InMemoryLogHandler()
        let list = runner.makeList()
        #expect(!list.isAdmitted)
        BackgroundTasks(list: list, logger: Logger(label: "late") { _ in logs }).add("late") {}
        list.handOver()
        #expect(runner.statistics.waiting == 0)
    }

    @Test func `tasks get a grace period`() async throws {
        let logs = InMemoryLogHandler()
        try await TestServer.run(concurrency: 1, clock: clock, logs: logs) {
            routes($0)
        } _: { server async throws in
            for _ in 0..<2 { #expect(try await server.get("/").status == 202) }
            try await journal.wait(for: "begun")
            await server.services.triggerGracefulShutdown()
            try await clock.waitForSleepers()
            clock.advance(by: .seconds(29))
            gate.open()
        }
        #expect(journal.lines == ["begun", "follows", "begun", "follows"])
        #expect(logs.entries.allSatisfy { $0.level < .error })
    }

    @Test func `30 s unless set`() {
        #expect(BackgroundRunner.Configuration().shutdownGrace == .seconds(30))
        #expect(BackgroundRunner.Configuration(shutdownGrace: .seconds(5)).shutdownGrace == .seconds(5))
    }

    @Test func `then are cancelled`() async throws {
        try await TestServer.run(concurrency: 1, clock: clock) {
            routes($0)
        } _: { server async throws in
            for _ in 0..<2 { #expect(try await server.get("/").status == 202) }
            try await journal.wait(for: "begun")
            await server.services.triggerGracefulShutdown()
            try await clock.waitForSleepers()
            #expect(journal.lines == ["begun"])
            clock.advance(by: .seconds(30))
        }
        #expect(journal.lines == ["begun", "cancelled"])
    }

    @Test func `What did not finish is named in the log.`() async throws {
        let logs = InMemoryLogHandler()
        try await TestServer.run(concurrency: 1, clock: clock, logs: logs) {
            routes($0)
        } _: { server async throws in
            for _ in 0..<3 { #expect(try await server.get("/").status == 202) }
            try await journal.wait(for: "begun")
            await server.services.triggerGracefulShutdown()
            try await clock.waitForSleepers()
            clock.advance(by: .seconds(31))
        }
        #expect(names(logs, saying: "did not finish in time and is cancelled") == ["waits"])
        #expect(names(logs, saying: "never started").sorted() == ["follows", "follows", "follows", "waits", "waits"])
        for entry in logs.entries where entry.level == .error {
            #expect(entry.metadata["task.id"] != nil)
            #expect(entry.metadata["hb.request.id"] != nil)
        }
    }
}
