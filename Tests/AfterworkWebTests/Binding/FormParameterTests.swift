import TestSupport
import Testing

/// Fields of a form, in a handler's hands.
@Suite struct FormParameterTests {
    @Test func `an empty field counts as absent, also after one that is not, and an array keeps the others`() async throws {
        let form = "application/x-www-form-urlencoded"
        try await LiveServer.run(Echo(), Everywhere()) { server, _ throws in
            let expected = #"{"full_name":"A","age":18,"nickname":null}"#
            #expect(try await server.post("/sign-up", "full_name=A&age=7&age=&nickname=", type: form).body == expected)
            #expect(try await server.post("/sign-up", "full_name=", type: form).body == detail(missing(#"["body","full_name"]"#)))
            #expect(try await server.post("/tagged", "tags=a&tags=", type: form).body == #"["a"]"#)
        }
    }

    private static let urlencoded = "application/x-www-form-urlencoded"

    @Test(
        arguments: [
            ("full_name=Ada", #"{"full_name":"Ada","age":18,"nickname":null}"#),
            ("full_name=Ada+L%C3%B8velace&age=36&nickname=A", #"{"full_name":"Ada Løvelace","age":36,"nickname":"A"}"#),
            ("full_name=a&full_name=b", #"{"full_name":"b","age":18,"nickname":null}"#),
            ("full_name=\u{301}a&\u{301}=b&age=1", "{\"full_name\":\"\u{301}a\",\"age\":1,\"nickname\":null}"),
        ]
    )
    func `an urlencoded form is read`(_ form: String, _ expected: String) async throws {
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.post("/sign-up", form, type: "\(Self.urlencoded); charset=utf-8")
            #expect(response.body == expected)
        }
    }

    @Test func `a multipart form is read`() async throws {
        try await LiveServer.run(Echo()) { server, _ throws in
            let form = FormBody().field("full_name", "Ada\r\nLovelace").field("age", "1").field("age", "36")
            #expect(try await server.post("/sign-up", form).body == #"{"full_name":"Ada\r\nLovelace","age":36,"nickname":null}"#)
        }
    }

    @Test func `a form without the field, or no form at all, misses it`() async throws {
        try await LiveServer.run(Echo()) { server, _ in
            let expected = detail(missing(#"["body","full_name"]"#))
            let other = try await server.post("/sign-up", "age=1", type: Self.urlencoded)
            #expect((other.status, other.body) == (422, expected))
            for type in [Self.urlencoded, "application/json", ""] {
                #expect(try await server.post("/sign-up", "", type: type).body == expected)
            }
        }
    }

    @Test func `every fault of a form is told`() async throws {
        let message = "Input should be a valid integer, unable to parse string as an integer"
        let expected = detail(missing(#"["body","full_name"]"#), fault("int_parsing", #"["body","age"]"#, message, input: #""old""#))
        try await LiveServer.run(Echo()) { server, _ throws in
            #expect(try await server.post("/sign-up", "age=old", type: Self.urlencoded).body == expected)
            #expect(try await server.post("/sign-up", FormBody().field("age", "old")).body == expected)
        }
    }

    @Test func `a file in a text field is refused`() async throws {
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.post("/sign-up", FormBody().file("full_name", "name.txt", "Ada"))
            #expect(response.status == 422)
            #expect(
                response.body == detail(fault("string_type", #"["body","full_name"]"#, "Input should be a valid string", input: "null"))
            )
        }
    }
}
