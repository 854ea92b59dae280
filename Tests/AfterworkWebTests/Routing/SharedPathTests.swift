import AfterworkWeb
import TestSupport
import Testing

/// Routes whose paths match the same requests, as FastAPI has them.
@Suite struct SharedPathTests {
    private static let items = Listed(
        routes: [
            Route(.get, "/items/{id}", Parameter.path("id", Int.self)) { "get \($0)" },
            Route(.delete, "/items/{item_id}", Parameter.path("item_id", Int.self)) { "delete \($0)" },
            Route(.get, "/items/latest") { "latest" },
            Route(.get, "/items/{id}/notes/{note}", Parameter.path("id", Int.self), Parameter.path("note", String.self)) { "\($0) \($1)" },
            Route(.put, "/items/{item}/notes/{id}", Parameter.path("item", Int.self), Parameter.path("id", String.self)) { "\($0) \($1)" },
            Route(.patch, "/items/{item}/reviews/{id}", Parameter.path("item", Int.self), Parameter.path("id", Int.self)) { "\($0) \($1)" },
            Route(.get, "/files/{name}.txt", Parameter.path("name", String.self)) { "text \($0)" },
            Route(.post, "/files/{file}.txt", Parameter.path("file", String.self)) { "post \($0)" },
            Route(.put, "/files/{any}", Parameter.path("any", String.self)) { "put \($0)" },
        ]
    )

    @Test(
        arguments: [
            ("GET", "/items/7", #""get 7""#),
            ("DELETE", "/items/7", #""delete 7""#),
            ("GET", "/items/7/notes/a%20b", #""7 a b""#),
            ("PUT", "/items/7/notes/x", #""7 x""#),
            ("PATCH", "/items/7/reviews/9", #""7 9""#),
            ("GET", "/files/a.txt", #""text a""#),
            ("POST", "/files/a.txt", #""post a""#),
        ]
    )
    func `placeholders of one place may have different names`(_ method: String, _ path: String, _ body: String) async throws {
        try await LiveServer.run(Self.items) { server, _ throws in
            #expect(try await server.send(method, path).body == body)
        }
    }

    @Test func `a literal path has the methods of the placeholder beside it`() async throws {
        try await LiveServer.run(Self.items) { server, _ throws in
            #expect(try await server.get("/items/latest").body == #""latest""#)
            let deleted = try await server.send("DELETE", "/items/latest")
            #expect(deleted.status == 422)
            #expect(deleted.body.contains(#""loc":["path","item_id"]"#))
            #expect(deleted.body.contains(#""input":"latest""#))
            #expect(try await server.send("PATCH", "/items/latest").headers["allow"] == "DELETE, GET, HEAD")
        }
    }

    @Test func `two providers share a path`() async throws {
        let other = Listed(routes: [Route(.patch, "/items/{number}", Parameter.path("number", Int.self)) { "patch \($0)" }])
        try await LiveServer.run(Self.items, other) { server, _ throws in
            #expect(try await server.send("PATCH", "/items/7").body == #""patch 7""#)
            #expect(try await server.get("/items/7").body == #""get 7""#)
        }
    }
}
