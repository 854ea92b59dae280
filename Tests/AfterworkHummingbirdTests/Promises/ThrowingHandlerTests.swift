import Afterwork
import AfterworkHummingbird
import HTTPTypes
import Hummingbird
import TestSupport
import Testing

/// Promise 5: A handler that throws leaves no task behind, except those added to run always.
@Suite(.timeLimit(.minutes(5)))
struct ThrowingHandlerTests {
    /// What the handler throws.
    enum Failure: CaseIterable {
        case plain
        case http

        var error: any Error { self == .plain ? Broken() : HTTPError(.conflict) }
        var status: Int { self == .plain ? 500 : 409 }
    }

    /// Turns an error into a response before the background tasks' middleware hears of it.
    private struct Swallowing: RouterMiddleware {
        func handle(
            _ request: Request,
            context: TestContext,
            next: (Request, TestContext) async throws -> Response
        ) async throws -> Response {
            do { return try await next(request, context) } catch { return Response(status: .badGateway) }
        }
    }

    private let journal = Journal()

    private func routes(_ router: Router<TestContext>, failure: Failure) {
        let journal = journal
        router.get("throws") { _, context -> HTTPResponse.Status in
            context.background.add("dropped") { journal.note("dropped") }
            context.background.add("kept", when: .always) { journal.note("kept") }
            context.background.add("dropped too") { journal.note("dropped too") }
            throw failure.error
        }
        router.get("returns") { _, context in
            context.background.add("after an error's status") { journal.note("after an error's status") }
            return HTTPResponse.Status.internalServerError
        }
    }

    @Test(arguments: Failure.allCases)
    func `A handler that throws leaves no task behind, except those added to run always.`(failure: Failure) async throws {
        try await TestServer.run {
            routes($0, failure: failure)
        } _: { server async throws in
            #expect(try await server.get("/throws").status == failure.status)
            try await journal.wait(for: "kept")
            #expect(try await server.results(of: "/returns").count == 1)
            #expect(journal.lines == ["kept", "after an error's status"])
            try await eventually { server.runner.statistics.finished == 2 }
            #expect(server.runner.statistics.waiting == 0)
            #expect(server.runner.statistics.added == 4)
        }
    }

    @Test func `dropped tasks give their places in the line back`() async throws {
        try await TestServer.run(capacity: 3) {
            routes($0, failure: .plain)
        } _: { server async throws in
            for _ in 0..<5 { #expect(try await server.get("/throws").status == 500) }
            try await journal.wait(for: "kept", count: 5)
        }
    }

    /// Of a plain handler the middleware knows what comes out to it, no more: an error that another middleware between them made
    /// into a response is a return. (Typed routes settle their own tasks.) So BackgroundTasksMiddleware goes first, and what turns
    /// errors into responses goes before it.
    @Test(arguments: Failure.allCases)
    func `an error that a later middleware turns into a response counts as a return`(failure: Failure) async throws {
        try await TestServer.run { router in
            router.add(middleware: Swallowing())
            routes(router, failure: failure)
        } _: { server async throws in
            let response = try await server.results(of: "/throws")
            #expect(response.map(\.name) == ["dropped", "kept", "dropped too"])
        }
    }
}
