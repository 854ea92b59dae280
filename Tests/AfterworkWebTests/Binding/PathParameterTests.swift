import AfterworkWeb
import TestSupport
import Testing

/// What stands in a segment of the path, in a handler's hands.
@Suite struct PathParameterTests {
    @Test(
        arguments: [
            ("plain", "plain"),
            ("a%20b", "a b"),
            ("a%2Fb", "a/b"),
            ("a+b", "a+b"),
            ("caf%C3%A9", "café"),
            ("%F0%9F%A6%9C", "🦜"),
            ("%2525", "%25"),
            ("100%", "100%"),
            ("%zz%2", "%zz%2"),
            ("..%2F..%2Fetc", "../../etc"),
        ]
    )
    func `a text is percent-decoded once`(_ sent: String, _ received: String) async throws {
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.get("/text/\(sent)")
            #expect(response.status == 200)
            #expect(response.body == "\"\(received)\"")
        }
    }

    @Test(arguments: [
        ("7", "7"), ("-7", "-7"), ("%37", "7"), ("9223372036854775807", "9223372036854775807"), ("%207%09", "7"), ("7.0", "7"),
        ("-7.00", "-7"),
    ])
    func `an integer is read`(_ sent: String, _ received: String) async throws {
        try await LiveServer.run(Echo()) { server, _ throws in
            #expect(try await server.get("/number/\(sent)").body == received)
        }
    }

    @Test(arguments: [
        ("abc", "int_parsing"), ("1.5", "int_parsing"), ("9223372036854775808", "int_parsing_size"), ("1%00", "int_parsing"),
        ("%E2%80%8B1", "int_parsing"), ("7.", "int_parsing"), (".0", "int_parsing"), ("7%207", "int_parsing"), ("1_000", "int_parsing"),
        ("9223372036854775808.0", "int_parsing_size"), (String(repeating: "9", count: 6000), "int_parsing_size"),
    ])
    func `what is no integer is refused`(_ sent: String, _ type: String) async throws {
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.get("/number/\(sent)")
            #expect(response.status == 422)
            #expect(response.body.hasPrefix("{\"detail\":[{\"type\":\"\(type)\",\"loc\":[\"path\",\"number\"],"))
        }
    }

    @Test(arguments: [("1.5", "1.5"), ("-0.25", "-0.25"), ("1e-2", "0.01"), ("%201.5%20", "1.5")])
    func `a number is read`(_ sent: String, _ received: String) async throws {
        try await LiveServer.run(Echo()) { server, _ throws in
            #expect(try await server.get("/fraction/\(sent)").body == received)
        }
    }

    @Test(
        arguments: [
            ("x", "float_parsing", "valid number, unable to parse string as a number"),
            ("0x1p4", "float_parsing", "valid number, unable to parse string as a number"), ("inf", "finite_number", "finite number"),
            ("nan", "finite_number", "finite number"), ("1e999", "finite_number", "finite number"),
        ]
    )
    func `what is no finite number is refused`(_ sent: String, _ type: String, _ expected: String) async throws {
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.get("/fraction/\(sent)")
            #expect(response.status == 422)
            #expect(response.body == detail(fault(type, #"["path","fraction"]"#, "Input should be a \(expected)", input: "\"\(sent)\"")))
        }
    }

    @Test(arguments: ["1", "true", "T", "YES", "y", "On"], ["0", "false", "F", "NO", "n", "Off"])
    func `a boolean is read in every spelling`(_ yes: String, _ no: String) async throws {
        try await LiveServer.run(Echo()) { server, _ throws in
            #expect(try await server.get("/flag/\(yes)").body == "true")
            #expect(try await server.get("/flag/\(no)").body == "false")
        }
    }

    @Test func `what is no boolean is refused`() async throws {
        let message = "Input should be a valid boolean, unable to interpret input"
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.get("/flag/maybe")
            #expect(response.body == detail(fault("bool_parsing", #"["path","flag"]"#, message, input: #""maybe""#)))
        }
    }

    @Test func `a placeholder beside text stands for a text, not for none`() async throws {
        let routes = Listed(routes: [Route(.get, "/reports/{name}.csv", Parameter.path("name", String.self)) { $0 }])
        try await LiveServer.run(routes) { server, _ throws in
            #expect(try await server.get("/reports/june.csv").body == #""june""#)
            #expect(try await server.get("/reports/.csv").status == 404)
            #expect(try await server.send("HEAD", "/reports/.csv").status == 404)
        }
    }

    @Test func `a path may have characters that are not ASCII`() async throws {
        let routes = Listed(routes: [Route(.get, "/größen/{größe}", Parameter.path("größe", String.self)) { $0 }])
        try await LiveServer.run(routes) { server, _ throws in
            #expect(try await server.get("/gr%C3%B6%C3%9Fen/XL").body == #""XL""#)
            #expect(try await server.send("POST", "/gr%C3%B6%C3%9Fen/XL").status == 405)
        }
    }

    @Test func `several placeholders find their parameters`() async throws {
        try await LiveServer.run(Echo()) { server, _ throws in
            #expect(try await server.get("/pair/1/and/two").body == #"["1","two"]"#)
        }
    }
}
