import AfterworkWeb
import Foundation
import TestSupport
import Testing

/// Routes that contradict one another, in a way that no compiler sees.
@Suite struct RouteProblemTests {
    private struct OtherContext: RequestContext {
        var coreContext: CoreRequestContextStorage
        init(source: Source) { coreContext = .init(source: source) }
    }

    private static let contradictory = Listed(
        routes: [
            Route(.get, "/items/{id}", name: "item", Parameter.path("id", Int.self)) { "\($0)" },
            Route(.get, "/items/{item_id}", name: "other", Parameter.path("item_id", Int.self)) { "\($0)" },
            Route(.post, "/two", Parameter.body("a", String.self), Parameter.body("b", String.self)) { $0 + $1 },
            Route(.post, "/both", Parameter.body("a", String.self), Parameter.form("b", String.self)) { $0 + $1 },
            Route(.get, "/nowhere", Parameter.path("id", Int.self)) { "\($0)" },
            Route(.get, "/context", Parameter.context(OtherContext.self)) { _ in "" },
        ]
    )

    private static let problems = [
        "POST /two takes 2 bodies, but a request has one. Put them into one type.",
        "POST /both takes JSON and a form, but a request has one body. Read all of it from the form.",
        "GET /nowhere has no placeholder '{id}', which a parameter is read from. Write it into the path.",
        "GET /items/{item_id} is answered twice: by 'item' and by 'other'. Change one of the paths.",
        "GET /context takes a OtherContext, but its router's context is WebRequestContext. Take that.",
    ]

    @Test func `an application does not start with them, and says which`() async throws {
        let app = WebApp(title: "Test") { Self.contradictory }
        await #expect { try await app.run() } throws: { ($0 as? RouteProblems)?.problems == Self.problems }
        let application = app.makeApplication()
        await #expect { try await application.run() } throws: { ($0 as? RouteProblems)?.problems == Self.problems }
    }

    private static let clash =
        "GET /items/{item_id} is answered by this router already, with a route that was added before. Remove one of them, or change its path."

    private static let item = Listed(routes: [Route(.get, "/items/{item_id}", Parameter.path("item_id", Int.self)) { "\($0)" }])

    @Test(arguments: ["items/{item_id}", "items/:id"])
    func `an application does not start with a plain route of the same method and path`(path: String) async throws {
        func plain(_ router: Router<WebRequestContext>) { router.get(RouterPath(path)) { _, _ in "plain" } }
        let app = WebApp(title: "Test", middleware: plain) { Self.item }
        await #expect { try await app.run() } throws: { ($0 as? RouteProblems)?.problems == [Self.clash] }
    }

    @Test func `nor does a plain router`() async throws {
        let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let router = Router()
            router.get("items/:id") { _, _ in "plain" }
            router.addRoutes(Self.item)
        }
        #expect(String(decoding: result.standardErrorContent, as: UTF8.self).contains(Self.clash))
    }

    @Test func `plain routes of other methods and paths stand beside typed ones`() async throws {
        func plain(_ router: Router<WebRequestContext>) {
            router.post("items/{id}") { _, context in "posted \(try context.parameters.require("id"))" }
            router.head("items/{id}") { _, _ in HTTPResponse.Status.accepted }
            router.get("items/latest") { _, _ in "latest" }
        }
        try await LiveServer.run(Self.item, middleware: plain) { server, _ throws in
            #expect(try await server.get("/items/7").body == #""7""#)
            #expect(try await server.post("/items/7", "").body == "posted 7")
            #expect(try await server.send("HEAD", "/items/7").status == 202)
            #expect(try await server.get("/items/latest").body == "latest")
        }
    }

    @Test func `a plain router ends the process, with the same message`() async throws {
        let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            Router(context: OtherContext.self).addRoutes(
                Listed(routes: [Route(.get, "/a") { "1" }, Route(.get, "/a") { "2" }])
            )
        }
        let message = String(decoding: result.standardErrorContent, as: UTF8.self)
        #expect(message.contains("GET /a is answered twice. Change one of the paths."))
    }
}
