import AfterworkWeb
import HTTPTypes
import Hummingbird
import InMemoryLogging
import Logging
import TestSupport
import Testing

/// Hummingbird's `CORSMiddleware` on typed routes.
@Suite struct CORSTests {
    struct Broken: Error {}

    private static let shop = "Origin: https://shop.example"
    private static let routes = Listed(
        routes: [
            Route(.post, "/orders/{id}", Parameter.path("id", Int.self)) { "order \($0)" },
            Route(.get, "/sold-out") { () -> String in throw HTTPError(.conflict, headers: [.retryAfter: "5"], message: "sold out") },
            Route(.get, "/broken") { () -> String in throw Broken() },
        ]
    )

    private static func middleware<Context: RequestContext>(_ router: Router<Context>) {
        router.add(middleware: CORSMiddleware(allowOrigin: .oneOf("https://shop.example"), allowMethods: [.get, .post]))
    }

    private static func expectPreflight(_ server: LiveServer, _ path: String) async throws {
        let headers = [shop, "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type"]
        let response = try await server.send("OPTIONS", path, headers: headers)
        #expect(response.status == 204)
        #expect(response.headers["access-control-allow-origin"] == "https://shop.example")
        #expect(response.headers["access-control-allow-methods"] == "GET, POST")
        #expect(response.headers["access-control-allow-headers"]?.contains("content-type") == true)
    }

    @Test(arguments: [
        ("POST", "/orders/1", 200, #""order 1""#),
        ("GET", "/nowhere", 404, #"{"detail":"Not Found"}"#),
        ("DELETE", "/orders/1", 405, #"{"detail":"Method Not Allowed"}"#),
        ("GET", "/sold-out", 409, #"{"detail":"sold out"}"#),
        ("GET", "/broken", 500, "Internal Server Error"),
    ])
    func `every response of an application carries the header fields, and failures keep their form`(
        _ method: String,
        _ path: String,
        _ status: Int,
        _ body: String
    ) async throws {
        try await LiveServer.run(Self.routes, middleware: Self.middleware) { server, _ throws in
            let response = try await server.send(method, path, headers: [Self.shop])
            #expect((response.status, response.body) == (status, body))
            #expect(response.headers["access-control-allow-origin"] == "https://shop.example")
            #expect(response.headers["vary"] == "Origin")
            #expect(response.headers["retry-after"] == (status == 409 ? "5" : nil))
            #expect(response.headers["allow"] == (status == 405 ? "POST" : nil))
            let other = try await server.send(method, path, headers: ["Origin: https://other.example"])
            #expect((other.status, other.body) == (status, body))
            #expect(other.headers["access-control-allow-origin"] == nil)
        }
    }

    @Test func `so does a refusal with all its faults`() async throws {
        try await LiveServer.run(Self.routes, middleware: Self.middleware) { server, _ throws in
            let response = try await server.send("POST", "/orders/x", headers: [Self.shop])
            #expect(response.status == 422)
            #expect(response.body.hasPrefix(#"{"detail":[{"type":"int_parsing","loc":["path","id"]"#))
            #expect(response.headers["access-control-allow-origin"] == "https://shop.example")
        }
    }

    @Test func `an application answers what a browser asks before`() async throws {
        try await LiveServer.run(Self.routes, middleware: Self.middleware) { server, _ throws in
            try await Self.expectPreflight(server, "/orders/1")
            try await Self.expectPreflight(server, "/broken")
            let plain = try await server.send("OPTIONS", "/orders/1")
            #expect((plain.status, plain.headers["allow"]) == (405, "POST"))
        }
    }

    @Test func `an error that nobody expected is logged as itself`() async throws {
        let log = InMemoryLogHandler()
        let logger = Logger(label: "test") { _ in log }
        try await LiveServer.run(Self.routes, logger: logger, middleware: Self.middleware) { server, _ throws in
            #expect(try await server.get("/broken", headers: [Self.shop]).status == 500)
        }
        let entry = try #require(log.entries.first { $0.level == .error })
        #expect(entry.message == "GET /broken failed.")
        #expect(entry.error is Broken)
    }

    @Test(arguments: [["Origin: https://shop.example", "Access-Control-Request-Method: POST"], []])
    func `without the middleware OPTIONS is a method that the path does not have`(_ headers: [String]) async throws {
        try await LiveServer.run(Self.routes) { server, _ throws in
            let response = try await server.send("OPTIONS", "/orders/1", headers: headers)
            #expect((response.status, response.headers["allow"]) == (405, "POST"))
            #expect(response.headers["access-control-allow-origin"] == nil)
        }
    }

    @Test func `before the middleware for tasks it adds its header fields to the refusal of a full line too`() async throws {
        let begun = Gate()
        let end = Gate()
        let runner = BackgroundRunner(configuration: .init(concurrency: 1, capacity: 1))
        let router = Router()
        Self.middleware(router)
        router.add(middleware: BackgroundTasksMiddleware(runner))
        router.addRoutes(
            Listed(routes: [
                Route(.post, "/wait", Parameter.background) { background -> NoContent in
                    background.add("wait") {
                        begun.open()
                        try await end.wait()
                    }
                    return NoContent()
                }
            ])
        )
        try await LiveServer.run(router, runner: runner) { server throws in
            #expect(try await server.send("POST", "/wait").status == 204)
            try await begun.wait()
            #expect(try await server.send("POST", "/wait").status == 204)
            let refused = try await server.send("POST", "/wait", headers: [Self.shop])
            #expect((refused.status, refused.headers["retry-after"]) == (503, "1"))
            #expect(refused.headers["access-control-allow-origin"] == "https://shop.example")
            try await Self.expectPreflight(server, "/wait")
            end.open()
        }
    }

    @Test func `on a plain router it goes before the group that the routes are in`() async throws {
        let router = Router()
        Self.middleware(router)
        router.group("api").addRoutes(Self.routes)
        router.answerOtherMethods()
        try await LiveServer.run(router) { server throws in
            try await Self.expectPreflight(server, "/api/orders/1")
            let statuses = [
                ("POST", "/api/orders/1", 200), ("POST", "/api/orders/x", 422), ("GET", "/api/nowhere", 404), ("PUT", "/api/orders/1", 405),
                ("GET", "/api/sold-out", 409), ("GET", "/api/broken", 500),
            ]
            for (method, path, status) in statuses {
                let response = try await server.send(method, path, headers: [Self.shop])
                #expect(response.status == status)
                #expect(response.headers["access-control-allow-origin"] == "https://shop.example")
            }
        }
    }
}
