import Afterwork
import AfterworkHummingbird
import HTTPTypes
import Hummingbird
import InMemoryLogging
import Logging
import ServiceContextModule
import TestSupport
import Testing

/// Promise 10: Logger metadata and trace context of the request are there in the task.
@Suite(.timeLimit(.minutes(5)))
struct RequestContextTests {
    private enum TraceKey: ServiceContextKey {
        typealias Value = String
    }

    /// Begins a trace for each request, as a tracing middleware would.
    private struct Tracing: RouterMiddleware {
        func handle(
            _ request: Request,
            context: TestContext,
            next: (Request, TestContext) async throws -> Response
        ) async throws -> Response {
            var trace = ServiceContext.topLevel
            trace[TraceKey.self] = request.uri.path
            return try await ServiceContext.withValue(trace) { try await next(request, context) }
        }
    }

    private let journal = Journal()

    private func routes(_ router: Router<TestContext>) {
        let journal = journal
        router.add(middleware: Tracing())
        router.get(":name") { _, context in
            let name = try context.parameters.require("name")
            var logger = context.logger
            logger[metadataKey: "customer"] = "customer of \(name)"
            journal.note("request of \(name): \(context.logger[metadataKey: "hb.request.id"]?.description ?? "none")")
            context.background.with(logger: logger).add("look") {
                await Task.yield()
                let current = Logger.current
                journal.note("request of \(name): \(current[metadataKey: "hb.request.id"]?.description ?? "none")")
                #expect(current[metadataKey: "customer"] == "customer of \(name)")
                #expect(current[metadataKey: "task.name"] == "look")
                #expect(current[metadataKey: "task.id"] != nil)
                #expect(ServiceContext.current?[TraceKey.self] == "/\(name)")
                async let customer = Logger.current[metadataKey: "customer"]
                async let trace = ServiceContext.current?[TraceKey.self]
                #expect(await customer == "customer of \(name)")
                #expect(await trace == "/\(name)")
            }
            context.background.add("plain") { #expect(Logger.current[metadataKey: "customer"] == nil) }
            return HTTPResponse.Status.accepted
        }
    }

    @Test func `Logger metadata and trace context of the request are there in the task.`() async throws {
        try await TestServer.run {
            routes($0)
        } _: { server async throws in
            #expect(try await server.results(of: "/ann").map { $0.error == nil } == [true, true])
            #expect(journal.lines.count == 2)
            #expect(Set(journal.lines).count == 1)
            #expect(!journal.lines.contains("request of ann: none"))
        }
    }

    @Test func `each task has those of its own request, also side by side`() async throws {
        try await TestServer.run {
            routes($0)
        } _: { server async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<30 {
                    group.addTask {
                        let results = try await server.results(of: "/\(number)")
                        #expect(results.count == 2)
                    }
                }
                try await group.waitForAll()
            }
            #expect(Set(journal.lines).count == 30)
        }
    }

    @Test func `what a task logs carries the request's metadata`() async throws {
        try await TestServer.run { router in
            router.get { _, context in
                context.background.add("talks") { Logger.current.info("Hello from the task.") }
                return HTTPResponse.Status.accepted
            }
        } _: { server async throws in
            #expect(try await server.results(of: "/").count == 1)
            let line = try #require(server.logs.entries.first { $0.message == "Hello from the task." })
            #expect(line.metadata["hb.request.id"] != nil)
            #expect(line.metadata["task.name"] == "talks")
        }
    }
}
