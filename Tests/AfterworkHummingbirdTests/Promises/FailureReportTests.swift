import Afterwork
import AfterworkHummingbird
import HTTPTypes
import Hummingbird
import InMemoryLogging
import Logging
import MetricsTestKit
import TestSupport
import Testing

/// Promise 9: Every failure is logged with task, id and request, counted, and visible to whoever monitors.
@Suite(.timeLimit(.minutes(5)))
struct FailureReportTests {
    private struct CardDeclined: Error, CustomStringConvertible {
        var description: String { "The card ends in 42." }
    }

    private let journal = Journal()
    private let metrics = TestMetrics()
    private let logs = InMemoryLogHandler()

    /// Serves a route whose first and third task fail.
    private func serve(_ use: @Sendable (TestServer) async throws -> Void) async throws {
        let (journal, logs) = (journal, logs)
        let runner = BackgroundRunner(
            configuration: .init(recordsResults: true),
            logger: Logger(label: "test") { _ in logs },
            metricsFactory: metrics
        )
        try await TestServer.run(runner: runner, logs: logs) { router in
            router.get { _, context in
                journal.note(context.logger[metadataKey: "hb.request.id"]?.description ?? "no request")
                journal.note("\(context.background.add("charge") { throw CardDeclined() })")
                context.background.add("thank") {}
                journal.note("\(context.background.add("ship") { throw Broken() })")
                return HTTPResponse.Status.accepted
            }
        } _: { server async throws in
            try await use(server)
        }
    }

    @Test func `Every failure is logged with task, id and request`() async throws {
        try await serve { server async throws in
            #expect(try await server.results(of: "/").count == 3)
            let failures = logs.entries.filter { $0.level == .error }
            try #require(failures.count == 2)
            let lines = journal.lines
            for (failure, (name, id, error)) in zip(
                failures,
                [("charge", lines[1], "The card ends in 42."), ("ship", lines[2], "Broken()")]
            ) {
                #expect("\(failure.message)".hasPrefix("Background task failed."))
                #expect(failure.metadata["task.name"] == "\(name)")
                #expect(failure.metadata["task.id"]?.description == id)
                #expect(failure.metadata["hb.request.id"]?.description == lines[0])
                #expect(failure.metadata["error"]?.description == error)
            }
        }
    }

    @Test func `Every failure is counted`() async throws {
        try await serve { server async throws in
            for _ in 0..<5 { #expect(try await server.results(of: "/").count == 3) }
            let statistics = server.runner.statistics
            #expect(statistics.failed == 10)
            #expect(statistics.finished == 5)
            #expect(statistics.added == 15)
        }
    }

    @Test func `Every failure is visible to whoever monitors`() async throws {
        try await serve { server async throws in
            let results = try await server.results(of: "/")
            #expect(results.map { $0.error.map { "\($0)" } } == ["The card ends in 42.", nil, "Broken()"])
            #expect(metrics.counterTotal(label: "afterwork.tasks.failed") == 2)
            #expect(metrics.counterTotal(label: "afterwork.tasks.finished") == 1)
            #expect(metrics.counterTotal(label: "afterwork.tasks.added") == 3)
        }
    }

    @Test func `a task added too late is a failure too`() async throws {
        let logs = logs
        let runner = BackgroundRunner(
            configuration: .init(recordsResults: true),
            logger: Logger(label: "test") { _ in logs },
            metricsFactory: metrics
        )
        try await TestServer.run(runner: runner, logs: logs) { router in
            router.get { _, context in
                let body = ResponseBody { writer in
                    context.background.add("late") { Issue.record("A task ran that was added after its response had begun.") }
                    try await writer.finish(nil)
                }
                return Response(status: .ok, body: body)
            }
        } _: { server async throws in
            #expect(try await server.results(of: "/").isEmpty)
            #expect(server.runner.statistics.refused == 1)
            #expect(metrics.counterTotal(label: "afterwork.tasks.refused") == 1)
            #expect(logs.entries.filter { $0.level == .error }.map { $0.metadata["task.name"] } == ["late"])
        }
    }
}
