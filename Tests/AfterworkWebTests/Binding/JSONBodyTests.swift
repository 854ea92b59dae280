import AfterworkWeb
import NIOCore
import TestSupport
import Testing

/// A JSON body, in a handler's hands.
@Suite struct JSONBodyTests {
    @Test(
        arguments: [
            (#"{"name":"A","email":"e"}"#, #"{"name":"A","email":"e","age":null,"address":null,"tags":[],"role":"guest"}"#),
            (
                #"{"role":"admin","tags":["x","y"],"age":3,"email":"e","name":"A","address":{"street":"s","lines":[{"text":"t"}]}}"#,
                #"{"name":"A","email":"e","age":3,"address":{"street":"s","lines":[{"text":"t"}]},"tags":["x","y"],"role":"admin"}"#
            ),
            (
                #"{"unknown":[{"a":1}],"name":"A","email":"e","age":null,"Name":"B"}"#,
                #"{"name":"A","email":"e","age":null,"address":null,"tags":[],"role":"guest"}"#
            ),
            (
                #" { "name" : "first" , "email" : "e" , "name" : "last" } "#,
                #"{"name":"last","email":"e","age":null,"address":null,"tags":[],"role":"guest"}"#
            ),
            (
                #"{"name":"\u00e9\ud83e\udd9c\n","email":"é🦜"}"#,
                #"{"name":"é🦜\n","email":"é🦜","age":null,"address":null,"tags":[],"role":"guest"}"#
            ),
        ]
    )
    func `an object is read, and written in the declared order`(_ body: String, _ expected: String) async throws {
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.post("/people", body)
            #expect(response.status == 200)
            #expect(response.headers["content-type"] == "application/json")
            #expect(response.body == expected)
        }
    }

    @Test(arguments: [#""12""#, "12", "12.0", "1.2e1", "120e-1"])
    func `an integer may be written as text, with a fraction of zero, or with an exponent`(_ number: String) async throws {
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.post("/scalars", #"{"number":\#(number)}"#)
            #expect(response.body == #"{"number":12,"fraction":0.5,"flag":false,"text":""}"#)
        }
    }

    @Test func `booleans and numbers stand for each other`() async throws {
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.post("/scalars", #"{"number":true,"fraction":"2.5","flag":1}"#)
            #expect(response.body == #"{"number":1,"fraction":2.5,"flag":true,"text":""}"#)
            #expect(try await server.post("/scalars", #"{"flag":"yes"}"#).body.contains(#""flag":true"#))
        }
    }

    @Test func `arrays and dictionaries are bodies too, and dictionaries are written sorted`() async throws {
        try await LiveServer.run(Echo()) { server, _ throws in
            #expect(try await server.post("/names", #"["b","a"]"#).body == #"["b","a"]"#)
            #expect(try await server.post("/counts", #"{"z":1,"a":2,"m":"3","a":4}"#).body == #"{"a":4,"m":3,"z":1}"#)
        }
    }

    @Test(arguments: ["application/json", "application/json; charset=utf-8", "Application/JSON", "application/vnd.api+json"])
    func `every type of JSON is taken`(_ type: String) async throws {
        try await LiveServer.run(Echo()) { server, _ throws in
            #expect(try await server.post("/names", #"["a"]"#, type: type).body == #"["a"]"#)
        }
    }

    @Test func `a body that no parameter wants is left alone`() async throws {
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.send("GET", "/number/1", headers: ["Content-Type: application/json"], body: .init(string: "{"))
            #expect(response.body == "1")
        }
    }

    @Test func `a handler can take the request itself`() async throws {
        try await LiveServer.run(Echo()) { server, _ throws in
            #expect(try await server.get("/agent", headers: ["User-Agent: curl"]).body == #""curl""#)
        }
    }

    @Test func `and read its body, of whatever type and as it comes`() async throws {
        let raw = Route(.post, "/raw", Parameter.request) { request in
            try await request.body.reduce(into: [Int]()) { $0.append($1.readableBytes) }.reduce(0, +)
        }
        try await LiveServer.run(Listed(routes: [raw])) { server, _ throws in
            let body = String(repeating: "x", count: 5_000_000)
            #expect(try await server.post("/raw", body, type: "text/plain; charset=utf-16").body == "5000000")
            #expect(try await server.send("POST", "/raw").body == "0")
        }
    }
}
