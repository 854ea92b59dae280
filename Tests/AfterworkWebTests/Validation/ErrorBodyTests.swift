import TestSupport
import Testing

/// The bodies of 422 responses, as FastAPI's clients know them, key for key.
@Suite struct ErrorBodyTests {
    @Test func `text in the path for an integer`() async throws {
        let message = "Input should be a valid integer, unable to parse string as an integer"
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.get("/number/abc")
            #expect(response.status == 422)
            #expect(response.headers["content-type"] == "application/json")
            #expect(response.body == detail(fault("int_parsing", #"["path","number"]"#, message, input: #""abc""#)))
        }
    }

    @Test func `a field is missing`() async throws {
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.post("/people", #"{ "name" : "x" }"#)
            #expect(response.status == 422)
            #expect(response.body == detail(missing(#"["body","email"]"#, input: #"{"name":"x"}"#)))
        }
    }

    @Test(arguments: ["application/json", "text/plain"])
    func `the body is empty`(_ type: String) async throws {
        try await LiveServer.run(Echo()) { server, _ throws in
            #expect(try await server.post("/people", "", type: type).body == detail(missing(#"["body"]"#)))
        }
    }

    @Test(arguments: ["1", "null", "true", #"["x"]"#, #"{"a":1}"#])
    func `something else for a string`(_ value: String) async throws {
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.post("/people", #"{"name":\#(value),"email":"e"}"#)
            #expect(response.body == detail(fault("string_type", #"["body","name"]"#, "Input should be a valid string", input: value)))
        }
    }

    @Test(
        arguments: [
            ("1.5", "int_from_float", "Input should be a valid integer, got a number with a fractional part"),
            (#""x""#, "int_parsing", "Input should be a valid integer, unable to parse string as an integer"),
            (#""1.5""#, "int_parsing", "Input should be a valid integer, unable to parse string as an integer"),
            ("9223372036854775808", "int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size"),
            ("1e999", "int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size"),
            ("null", "int_type", "Input should be a valid integer"),
            ("[]", "int_type", "Input should be a valid integer"),
        ]
    )
    func `something else for an integer`(_ value: String, _ type: String, _ message: String) async throws {
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.post("/scalars", #"{"number":\#(value)}"#)
            #expect(response.status == 422)
            #expect(response.body == detail(fault(type, #"["body","number"]"#, message, input: value)))
        }
    }

    @Test(
        arguments: [
            ("fraction", "1e999", "finite_number", "Input should be a finite number"),
            ("fraction", #""x""#, "float_parsing", "Input should be a valid number, unable to parse string as a number"),
            ("fraction", "{}", "float_type", "Input should be a valid number"),
            ("flag", "2", "bool_parsing", "Input should be a valid boolean, unable to interpret input"),
            ("flag", #""maybe""#, "bool_parsing", "Input should be a valid boolean, unable to interpret input"),
            ("flag", "0.5", "bool_type", "Input should be a valid boolean"),
            ("flag", "null", "bool_type", "Input should be a valid boolean"),
        ]
    )
    func `something else for a number or a boolean`(_ field: String, _ value: String, _ type: String, _ message: String) async throws {
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.post("/scalars", #"{"\#(field)":\#(value)}"#)
            #expect(response.body == detail(fault(type, #"["body","\#(field)"]"#, message, input: value)))
        }
    }

    @Test(arguments: ["[1]", #""text""#, "null", "17"])
    func `something else for an object`(_ body: String) async throws {
        let message = "Input should be a valid dictionary or object to extract fields from"
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.post("/people", body)
            #expect(response.body == detail(fault("model_attributes_type", #"["body"]"#, message, input: body)))
        }
    }

    @Test(
        arguments: [
            ("/names", "{}", "list_type", "Input should be a valid list"),
            ("/counts", "[]", "dict_type", "Input should be a valid dictionary"),
        ]
    )
    func `something else for an array or a dictionary`(_ path: String, _ body: String, _ type: String, _ message: String) async throws {
        try await LiveServer.run(Echo()) { server, _ throws in
            #expect(try await server.post(path, body).body == detail(fault(type, #"["body"]"#, message, input: body)))
        }
    }
}
