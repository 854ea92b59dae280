import TestSupport
import Testing

/// Values from the head, the cookies, and from several fields of one name.
@Suite struct PlaceTests {
    @Test func `header fields are found by the hyphenated name, or by the one given`() async throws {
        try await LiveServer.run(Everywhere()) { server, _ throws in
            let headers = ["User-Agent: test", "x-token: 7", "X-Tag: a", "x-tag: b"]
            #expect(try await server.get("/head", headers: headers).body == #"["test","7","a","b"]"#)
            let response = try await server.get("/head", headers: ["X-Token: seven"])
            #expect(response.status == 422)
            let message = "Input should be a valid integer, unable to parse string as an integer"
            #expect(response.body == detail(fault("int_parsing", #"["header","X-Token"]"#, message, input: #""seven""#)))
            #expect(try await server.get("/head").body == detail(missing(#"["header","X-Token"]"#)))
        }
    }

    @Test func `cookies are found by their names`() async throws {
        try await LiveServer.run(Everywhere()) { server, _ throws in
            #expect(try await server.get("/cookies", headers: ["Cookie: session_id=abc; visits=3"]).body == #"["abc","3"]"#)
            #expect(try await server.get("/cookies").body == #"["none","1"]"#)
            #expect(try await server.get("/cookies", headers: [#"Cookie: session_id="a b"; visits="2""#]).body == #"["a b","2"]"#)
            let response = try await server.get("/cookies", headers: ["Cookie: visits=many"])
            #expect(response.body.contains(#""loc":["cookie","visits"]"#))
        }
    }

    @Test func `an array takes all fields of its name, and each that does not fit is a fault`() async throws {
        try await LiveServer.run(Everywhere()) { server, _ throws in
            #expect(try await server.get("/lists?ids=1&ids=2&tag=x").body == #"["1","2","x"]"#)
            #expect(try await server.get("/lists?ids=1").body == #"["1","none"]"#)
            #expect(try await server.get("/lists").body == detail(missing(#"["query","ids"]"#)))
            let message = "Input should be a valid integer, unable to parse string as an integer"
            #expect(
                try await server.get("/lists?ids=1&ids=b&ids=c").body
                    == detail(
                        fault("int_parsing", #"["query","ids",1]"#, message, input: #""b""#),
                        fault("int_parsing", #"["query","ids",2]"#, message, input: #""c""#)
                    )
            )
            #expect(try await server.post("/tagged", "tags=a&tags=b", type: "application/x-www-form-urlencoded").body == #"["a","b"]"#)
            #expect(try await server.post("/tagged", FormBody().field("tags", "a").field("tags", "b")).body == #"["a","b"]"#)
        }
    }

    @Test(arguments: ["/filtered", "/marked"])
    func `a type with a schema takes the whole query`(_ path: String) async throws {
        try await LiveServer.run(Everywhere()) { server, _ throws in
            #expect(
                try await server.get("\(path)?q=a&limit=3&exact=yes&size=XL&tags=x&tags=y").body
                    == #"{"limit":3,"exact":true,"size":"XL","tags":["x","y"],"q":"a"}"#
            )
            #expect(try await server.get("\(path)?q=a").body == #"{"limit":10,"exact":false,"size":null,"tags":[],"q":"a"}"#)
            let response = try await server.get("\(path)?limit=b&size=M")
            #expect(response.status == 422)
            #expect(response.body.contains(#"{"type":"int_parsing","loc":["query","limit"]"#))
            #expect(response.body.contains(#"{"type":"enum","loc":["query","size"],"msg":"Input should be 'small' or 'XL'","input":"M""#))
            #expect(response.body.contains(#"{"type":"missing","loc":["query","q"]"#))
        }
    }

    @Test func `a type with a schema takes a whole form`() async throws {
        try await LiveServer.run(Everywhere()) { server, _ throws in
            let expected = #"{"limit":3,"exact":false,"size":null,"tags":["x"],"q":"a"}"#
            #expect(try await server.post("/filled", "q=a&limit=3&tags=x", type: "application/x-www-form-urlencoded").body == expected)
            #expect(try await server.post("/filled", FormBody().field("q", "a").field("limit", "3").field("tags", "x")).body == expected)
            #expect(try await server.post("/filled", "limit=3", type: "application/x-www-form-urlencoded").body.contains(#"["body","q"]"#))
        }
    }

    @Test func `several files of one name, and a file that may be absent`() async throws {
        try await LiveServer.run(Everywhere()) { server, _ throws in
            let two = FormBody().file("files", "a.txt", "a").file("files", "b.txt", "b")
            #expect(try await server.post("/files", two).body == #"["a.txt","b.txt","cover none"]"#)
            #expect(try await server.post("/files", two.file("cover", "c.png", "c")).body == #"["a.txt","b.txt","cover c.png"]"#)
            #expect(try await server.post("/files", FormBody().file("cover", "c.png", "c")).body == detail(missing(#"["body","files"]"#)))
            let text = try await server.post("/files", two.field("cover", "text"))
            #expect(text.status == 422)
            #expect(text.body.contains(#""loc":["body","cover"]"#))
        }
    }

    @Test func `a route takes the request's context`() async throws {
        try await LiveServer.run(Everywhere()) { server, _ throws in
            #expect(try await server.get("/context").body == "true")
        }
    }
}
