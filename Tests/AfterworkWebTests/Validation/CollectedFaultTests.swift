import NIOCore
import TestSupport
import Testing

/// Every fault of a request comes at once, with the way to it.
@Suite struct CollectedFaultTests {
    private static let noInteger = "Input should be a valid integer, unable to parse string as an integer"

    @Test func `path, query and body are judged together`() async throws {
        let expected = detail(
            fault("int_parsing", #"["path","id"]"#, Self.noInteger, input: #""abc""#),
            missing(#"["query","notify"]"#),
            fault("string_type", #"["body","name"]"#, "Input should be a valid string", input: "1"),
            missing(#"["body","email"]"#, input: #"{"name":1}"#)
        )
        try await LiveServer.run(Echo()) { server, _ in
            let body = #"{"name":1}"#
            let response = try await server.send(
                "PUT",
                "/people/abc",
                headers: ["Content-Type: application/json"],
                body: .init(string: body)
            )
            #expect(response.status == 422)
            #expect(response.body == expected)
        }
    }

    @Test func `a body that is not JSON does not hide the other faults`() async throws {
        let expected = detail(
            fault("int_parsing", #"["path","id"]"#, Self.noInteger, input: #""abc""#),
            missing(#"["query","notify"]"#),
            malformed(at: 0, "Expecting value")
        )
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.send(
                "PUT",
                "/people/abc",
                headers: ["Content-Type: application/json"],
                body: .init(string: "x")
            )
            #expect(response.body == expected)
        }
    }

    @Test func `nested faults say where they are`() async throws {
        let body = #"""
            {"name": "x", "email": "e", "age": "old", "tags": ["a", 1, "b", null],
             "address": {"lines": [{"text": "t"}, {}, 3, {"text": false}]}}
            """#
        let address = #"{"lines":[{"text":"t"},{},3,{"text":false}]}"#
        let noObject = "Input should be a valid dictionary or object to extract fields from"
        let expected = detail(
            fault("int_parsing", #"["body","age"]"#, Self.noInteger, input: #""old""#),
            missing(#"["body","address","street"]"#, input: address),
            missing(#"["body","address","lines",1,"text"]"#, input: "{}"),
            fault("model_attributes_type", #"["body","address","lines",2]"#, noObject, input: "3"),
            fault("string_type", #"["body","address","lines",3,"text"]"#, "Input should be a valid string", input: "false"),
            fault("string_type", #"["body","tags",1]"#, "Input should be a valid string", input: "1"),
            fault("string_type", #"["body","tags",3]"#, "Input should be a valid string", input: "null")
        )
        try await LiveServer.run(Echo()) { server, _ throws in
            #expect(try await server.post("/people", body).body == expected)
        }
    }

    @Test func `faults come in the order in which the fields are declared, however they were sent`() async throws {
        let body = #"{"role":1,"tags":2,"address":{"lines":3},"name":4}"#
        let expected = detail(
            fault("string_type", #"["body","name"]"#, "Input should be a valid string", input: "4"),
            missing(#"["body","email"]"#, input: body),
            missing(#"["body","address","street"]"#, input: #"{"lines":3}"#),
            fault("list_type", #"["body","address","lines"]"#, "Input should be a valid list", input: "3"),
            fault("list_type", #"["body","tags"]"#, "Input should be a valid list", input: "2"),
            fault("string_type", #"["body","role"]"#, "Input should be a valid string", input: "1")
        )
        try await LiveServer.run(Echo()) { server, _ throws in
            #expect(try await server.post("/people", body).body == expected)
        }
    }

    @Test func `values of a dictionary are named by their keys, escaped`() async throws {
        let expected = detail(fault("int_parsing", #"["body","a\"b\n"]"#, Self.noInteger, input: #""x""#))
        try await LiveServer.run(Echo()) { server, _ throws in
            #expect(try await server.post("/counts", #"{"ok":1,"a\"b\u000a":"x"}"#).body == expected)
        }
    }

    @Test func `a large request does not come back many times over`() async throws {
        try await LiveServer.run(Echo(), Everywhere()) { server, _ throws in
            let long = String(repeating: "x", count: 1 << 20)
            let fields = try await server.post("/people", #"{"other":"\#(long)"}"#)
            #expect(fields.status == 422)
            #expect(fields.body.utf8.count < 5000)
            let key = try await server.post("/counts", #"{"\#(long)":[]}"#)
            #expect(key.status == 422)
            #expect(key.body.utf8.count < 5000)
            let many = Array(repeating: "ids=x", count: 1300).joined(separator: "&")
            let list = try await server.get("/lists?\(many)")
            #expect(list.status == 422)
            #expect(list.body.utf8.count < 20_000)
        }
    }

    @Test func `a long text comes back as its beginning`() async throws {
        let text = String(repeating: "x\\n", count: 1000)
        let beginning = String(repeating: "x\\n", count: 500) + "…"
        let expected = detail(fault("int_parsing", #"["body","age"]"#, Self.noInteger, input: "\"\(beginning)\""))
        try await LiveServer.run(Echo()) { server, _ throws in
            #expect(try await server.post("/people", #"{"name":"n","email":"e","age":"\#(text)"}"#).body == expected)
        }
    }

    @Test func `of a long object no more is looked at than is told`() async throws {
        let space = String(repeating: " ", count: 10_000)
        let input = #""{\"other\":1…""#
        try await LiveServer.run(Echo()) { server, _ throws in
            let response = try await server.post("/people", #"{"other":1\#(space)}"#)
            #expect(response.body == detail(missing(#"["body","name"]"#, input: input), missing(#"["body","email"]"#, input: input)))
        }
    }

    @Test func `a hundred faults are told, wherever they are`() async throws {
        let field = #"{"loc":"x"},"#
        try await LiveServer.run(Echo()) { server, _ throws in
            let lines = String(repeating: field, count: 1000).dropLast()
            let response = try await server.post("/people", #"{"address":{"lines":[\#(lines)]},"address":{"lines":[{},{}]}}"#)
            #expect(response.body.ranges(of: #""type":"#).count == 5)
            let many = try await server.post("/people", #"{"address":{"street":"s","lines":[\#(lines)]},"name":"n"}"#)
            #expect(many.body.ranges(of: #""type":"#).count == 100)
            #expect(many.body.contains(#"["body","address","lines",99,"text"]"#))
        }
    }

    @Test func `a field that comes again and again does not have its faults made without end`() async throws {
        let fields = Array(repeating: #""address":{"lines":[{},{}]}"#, count: 1000).joined(separator: ",")
        let last = #""address":{"street":"s"},"name":"n","email":"e""#
        try await LiveServer.run(Echo()) { server, _ throws in
            let expected = detail(missing(#"["body","address","lines",0,"text"]"#, input: "{}"))
            #expect(try await server.post("/people", "{\(fields)}").body == expected)
            #expect(try await server.post("/people", "{\(fields),\(last)}").status == 200)
        }
    }

    @Test func `the handler of a refused request does not run`() async throws {
        let calls = Counter()
        try await LiveServer.run(Counting(calls: calls)) { server, _ throws in
            #expect(try await server.post("/count/x", "").status == 422)
            #expect(try await server.post("/count/1", "").status == 204)
        }
        #expect(calls.value == 1)
    }
}
