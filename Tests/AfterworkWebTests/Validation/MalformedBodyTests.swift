import NIOCore
import TestSupport
import Testing

/// Bodies that are not JSON: 422 with the position, where others answer 500.
@Suite struct MalformedBodyTests {
    @Test(
        arguments: [
            (#"{"name": "A",}"#, 13, "Expecting property name enclosed in double quotes"),
            (#"{"é": nope}"#, 6, "Expecting value"),
            (#"{"name" "A"}"#, 8, "Expecting ':' delimiter"),
            (#"{"name":"A""#, 11, "Expecting ',' delimiter"),
            (#"{"name":"A"#, 8, "Unterminated string starting at"),
            (#"{"name":"A"} x"#, 13, "Extra data"),
            (#"{"age":NaN}"#, 7, "Expecting value"),
            (#"{"age":Infinity}"#, 7, "Expecting value"),
            ("not json", 0, "Expecting value"),
            (" ", 1, "Expecting value"),
        ]
    )
    func `the fault says what was expected and where`(_ body: String, _ offset: Int, _ reason: String) async throws {
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.post("/people", body)
            #expect(response.status == 422)
            #expect(response.body == detail(malformed(at: offset, reason)))
        }
    }

    @Test(arguments: [#"{"name":"\ud800","email":"e"}"#, #"{"name":"\udc00x","email":"e"}"#, #"{"\ud800":1}"#])
    func `half a surrogate pair is a fault of the text`(_ body: String) async throws {
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.post("/people", body)
            #expect(response.status == 422)
            #expect(response.body.contains(#""ctx":{"error":"Unpaired surrogate in \\uXXXX escape"}"#))
        }
    }

    @Test(arguments: [[0xFF], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xF0, 0x9F]] as [[UInt8]])
    func `bytes that are no UTF-8 are a fault of the text`(_ bytes: [UInt8]) async throws {
        let body = ByteBuffer(string: "{\"name\":\"") + bytes + "\",\"email\":\"e\"}"
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.send("POST", "/people", headers: ["Content-Type: application/json"], body: body)
            #expect(response.status == 422)
            #expect(response.body == detail(malformed(at: 9, "Invalid UTF-8")))
        }
    }

    @Test func `a byte order mark before the text is passed over`() async throws {
        let mark = ByteBuffer(bytes: [0xEF, 0xBB, 0xBF])
        try await LiveServer.run(Echo()) { server, _ in
            let whole = try await server.send(
                "POST",
                "/names",
                headers: ["Content-Type: application/json"],
                body: mark + Array(#"["a"]"#.utf8)
            )
            #expect(whole.body == #"["a"]"#)
            let cut = try await server.send("POST", "/names", headers: ["Content-Type: application/json"], body: mark + Array("[".utf8))
            #expect(cut.body == detail(malformed(at: 1, "Expecting value")))
        }
    }

    @Test func `a text that nests without end is refused, wherever it does`() async throws {
        let deep = String(repeating: "[", count: 100_000)
        try await LiveServer.run(Echo()) { server, _ in
            for body in [deep, #"{"unknown":"# + deep, #"{"name":"# + deep] {
                let response = try await server.post("/people", body)
                #expect(response.status == 422)
                #expect(response.body.contains(#""ctx":{"error":"Nested too deeply"}"#))
            }
        }
    }

    @Test func `a fault of the text is the only one of the body`() async throws {
        try await LiveServer.run(Echo()) { server, _ throws in
            #expect(try await server.post("/people", #"{"name":1,"#).body.components(of: "\"type\"") == 1)
        }
    }
}

extension ByteBuffer {
    fileprivate static func + (bytes: ByteBuffer, more: [UInt8]) -> ByteBuffer {
        var bytes = bytes
        bytes.writeBytes(more)
        return bytes
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func components(of text: String) -> Int {
        ranges(of: text).count
    }
}
