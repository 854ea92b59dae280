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
