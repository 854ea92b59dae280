import AfterworkWeb
import HTTPTypes
import Hummingbird
import InMemoryLogging
import Logging
import TestSupport
import Testing

/// What a client sees when there is no such route, or its handler fails.
@Suite struct ErrorResponseTests {
    @Test(arguments: ["/nowhere", "/text", "/text/a/b", "/"])
    func `an unknown path is 404`(_ path: String) async throws {
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.get(path)
            #expect(response.status == 404)
            #expect(response.headers["content-type"] == "application/json")
            #expect(response.body == #"{"detail":"Not Found"}"#)
        }
    }

    @Test(arguments: [
        ("DELETE", "/people", "POST"), ("GET", "/people/1", "PUT"), ("POST", "/search", "GET, HEAD"), ("PATCH", "/text/a", "GET, HEAD"),
        ("TRACE", "/people", "POST"), ("OPTIONS", "/people", "POST"),
    ])
    func `a method that the path does not have is 405 and names those it has`(
        _ method: String,
        _ path: String,
        _ allowed: String
    ) async throws {
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.send(method, path)
            #expect(response.status == 405)
            #expect(response.headers["allow"] == allowed)
            #expect(response.body == #"{"detail":"Method Not Allowed"}"#)
        }
    }

    @Test func `a slash at the end of a path means nothing`() async throws {
        try await LiveServer.run(Echo()) { server, _ throws in
            #expect(try await server.get("/number/7/").body == "7")
            #expect(try await server.post("/names/", #"["a"]"#).body == #"["a"]"#)
        }
    }

    @Test func `all methods of a path are named, whichever provider has them`() async throws {
        let other = Listed(routes: [Route(.get, "/people") { "all" }, Route(.delete, "/people") { NoContent() }])
        try await LiveServer.run(Echo(), other) { server, _ throws in
            #expect(try await server.send("PUT", "/people").headers["allow"] == "DELETE, GET, HEAD, POST")
            #expect(try await server.get("/people").body == #""all""#)
        }
    }

    @Test func `HEAD is answered as GET is, without the body`() async throws {
        let routes = Listed(routes: [Route(.get, "/items/{id}", Parameter.path("id", Int.self)) { "item \($0)" }])
        try await LiveServer.run(routes) { server, _ throws in
            let head = try await server.send("HEAD", "/items/7")
            #expect((head.status, head.body, head.headers["content-length"]) == (200, "", "8"))
            #expect(head.headers["content-type"] == "application/json")
            #expect(try await server.send("HEAD", "/items/x").status == 422)
            #expect(try await server.send("HEAD", "/nowhere").status == 404)
        }
    }

    @Test func `an HTTPError becomes its status and a detail`() async throws {
        let routes = Listed(
            routes: [
                Route(.get, "/gone") { () -> String in throw HTTPError(.gone, message: "It was \"here\".") },
                Route(.get, "/teapot") { () -> String in throw HTTPError(.init(code: 418, reasonPhrase: "I'm a teapot")) },
                Route(.get, "/conflict") { () -> String in throw HTTPError(.init(code: 409)) },
                Route(.get, "/login") { () -> String in throw HTTPError(.unauthorized, headers: [.wwwAuthenticate: "Basic"]) },
            ]
        )
        try await LiveServer.run(routes) { server, _ in
            let gone = try await server.get("/gone")
            #expect((gone.status, gone.body) == (410, #"{"detail":"It was \"here\"."}"#))
            let teapot = try await server.get("/teapot")
            #expect((teapot.status, teapot.body) == (418, #"{"detail":"I'm a teapot"}"#))
            #expect(try await server.get("/conflict").body == #"{"detail":"Conflict"}"#)
            let login = try await server.get("/login")
            #expect((login.status, login.headers["www-authenticate"]) == (401, "Basic"))
        }
    }

    @Test func `an error that nobody expected is 500 and is logged`() async throws {
        struct Broken: Error {}
        let log = InMemoryLogHandler()
        let routes = Listed(routes: [Route(.get, "/broken") { () -> String in throw Broken() }])
        try await LiveServer.run(routes, logger: Logger(label: "test") { _ in log }) { server, _ in
            let response = try await server.get("/broken?password=secret")
            #expect(response.status == 500)
            #expect(response.headers["content-type"] == "text/plain; charset=utf-8")
            #expect(response.body == "Internal Server Error")
        }
        let entry = try #require(log.entries.first { $0.level == .error })
        #expect(entry.message == "GET /broken failed.")
        #expect(entry.error is Broken)
    }

    @Test func `what a handler returns becomes the response`() async throws {
        let routes = Listed(
            routes: [
                Route(.get, "/text") { "text" },
                Route(.get, "/optional") { String?.none },
                Route(.get, "/status") { HTTPResponse.Status.accepted },
                Route(.get, "/nothing") { NoContent() },
                Route(.get, "/response") { Response(status: .created, headers: [.location: "/1"]) },
                Route(.get, "/infinite") { Double.infinity },
            ]
        )
        try await LiveServer.run(routes) { server, _ in
            #expect(try await server.get("/text").body == #""text""#)
            #expect(try await server.get("/optional").body == "null")
            #expect(try await server.get("/status").status == 202)
            let nothing = try await server.get("/nothing")
            #expect((nothing.status, nothing.headers["content-length"]) == (204, nil))
            #expect(try await server.get("/response").headers["location"] == "/1")
            #expect(try await server.get("/infinite").body == "null")
        }
    }
}
