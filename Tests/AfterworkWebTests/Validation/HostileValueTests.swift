import AfterworkWeb
import NIOCore
import TestSupport
import Testing

/// Values that others answer with 500, or that make an answer without bounds: a 4xx of a few bytes.
@Suite struct HostileValueTests {
    private static let form = "application/x-www-form-urlencoded"

    @Test(arguments: [
        String(repeating: "9", count: 6000), "\"\(String(repeating: "9", count: 6000))\"", "-" + String(repeating: "9", count: 6000),
    ])
    func `an integer of 6,000 digits is too large`(_ number: String) async throws {
        try await LiveServer.run(Echo()) { server, _ throws in
            let response = try await server.post("/scalars", #"{"number":\#(number)}"#)
            #expect(response.status == 422)
            #expect(response.body.contains(#"{"type":"int_parsing_size","loc":["body","number"]"#))
            #expect(response.body.utf8.count < 2000)
        }
    }

    @Test func `so it is in every other place`() async throws {
        let digits = String(repeating: "9", count: 6000)
        try await LiveServer.run(Echo(), Everywhere()) { server, _ throws in
            let responses = [
                try await server.get("/number/\(digits)"),
                try await server.get("/search?q=a&limit=\(digits)"),
                try await server.get("/head", headers: ["X-Token: \(digits)"]),
                try await server.get("/cookies", headers: ["Cookie: visits=\(digits)"]),
                try await server.post("/sign-up", "full_name=A&age=\(digits)", type: Self.form),
                try await server.post("/sign-up", FormBody().field("full_name", "A").field("age", digits)),
            ]
            for response in responses {
                #expect(response.status == 422)
                #expect(response.body.contains(#""type":"int_parsing_size""#))
                #expect(response.body.utf8.count < 2000)
            }
        }
    }

    /// Half a surrogate pair, overlong forms, a byte that is in no UTF-8, one too many, and a code that is cut off.
    private static let broken = ["%ED%A0%80", "%C0%80", "%E0%80%AF", "%FF", "a%C3b", "%F4%90%80%80", "%F0%9F%A6"]

    @Test(arguments: broken)
    func `percent-encoded bytes that are no UTF-8 are no text, nor anything else`(_ text: String) async throws {
        let message = "Input should be a valid string, unable to parse raw data as a unicode string"
        try await LiveServer.run(Echo()) { server, _ throws in
            for (target, location) in [
                ("/text/\(text)", "path\",\"text"), ("/number/\(text)", "path\",\"number"), ("/search?q=\(text)", "query\",\"q"),
            ] {
                let response = try await server.get(target)
                #expect(response.status == 422)
                #expect(
                    response.body.hasPrefix(#"{"detail":[{"type":"string_unicode","loc":["\#(location)"],"msg":"\#(message)","input":""#)
                )
            }
            let form = try await server.post("/sign-up", "full_name=\(text)&age=\(text)", type: Self.form)
            #expect(form.status == 422)
            #expect(form.body.ranges(of: "string_unicode").count == 2)
        }
    }

    @Test func `bytes of a form that are no UTF-8 are refused`() async throws {
        try await LiveServer.run(Echo()) { server, _ throws in
            let fields = ByteBuffer(bytes: Array("full_name=".utf8) + [0xC0, 0x80])
            let response = try await server.send("POST", "/sign-up", headers: ["Content-Type: \(Self.form)"], body: fields)
            #expect(response.status == 400)
            #expect(response.body == #"{"detail":"The form is not UTF-8. Send its texts in UTF-8, percent-encoded."}"#)
            var parts = FormBody().field("full_name", "").bytes
            parts.moveWriterIndex(to: parts.writerIndex - 2)
            parts.writeBytes([0xED, 0xA0, 0x80])
            parts.writeString("\r\n--frontier--\r\n")
            let multipart = try await server.send("POST", "/sign-up", headers: ["Content-Type: \(FormBody.type)"], body: parts)
            #expect(multipart.status == 400)
            #expect(multipart.body.contains("is not UTF-8"))
        }
    }

    @Test func `a binary body is no JSON`() async throws {
        let bytes = (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 255) }
        try await LiveServer.run(Echo()) { server, _ throws in
            let response = try await server.send(
                "POST",
                "/people",
                headers: ["Content-Type: application/json"],
                body: ByteBuffer(bytes: bytes)
            )
            #expect(response.status == 422)
            #expect(response.body == detail(malformed(at: 0, "Invalid UTF-8")))
        }
    }

    @Test(arguments: ["NaN", "Infinity", "-Infinity"])
    func `JSON has no such number`(_ number: String) async throws {
        try await LiveServer.run(Echo()) { server, _ throws in
            let response = try await server.post("/scalars", #"{"fraction":\#(number)}"#)
            #expect((response.status, response.body) == (422, detail(malformed(at: 12, "Expecting value"))))
        }
    }

    @Test func `a NUL is a character like any other`() async throws {
        try await LiveServer.run(Echo()) { server, _ throws in
            let body = #"["a\u0000b"]"#
            #expect(try await server.post("/names", body).body == body)
            #expect(try await server.get("/text/a%00b").body == #""a\u0000b""#)
            #expect(try await server.get("/search?q=a%00b").body.contains(#"{"q":"a\u0000b""#))
            #expect(try await server.post("/sign-up", "full_name=a%00b", type: Self.form).body.contains(#""a\u0000b""#))
            #expect(try await server.post("/sign-up", FormBody().field("full_name", "a\0b")).body.contains(#""a\u0000b""#))
        }
    }

    /// A tree of so many levels; each is an object in an array.
    private static func tree(levels: Int) -> String {
        String(repeating: #"{"name":"a","children":["#, count: levels - 1) + #"{"name":"a","children":[],"payments":{}}"#
            + String(repeating: #"],"payments":{}}"#, count: levels - 1)
    }

    @Test func `a value may nest as deep as its type allows, up to 128 arrays and objects`() async throws {
        let deep = Self.tree(levels: 64)
        try await LiveServer.run(Everywhere()) { server, _ async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        #expect(try await server.post("/trees", deep).body == deep)
                        let deeper = try await server.post("/trees", Self.tree(levels: 65))
                        #expect(deeper.status == 422)
                        #expect(deeper.body.contains(#""ctx":{"error":"Nested too deeply"}"#))
                        let deepest = try await server.post("/trees", Self.tree(levels: 10_000))
                        #expect(deepest.status == 422)
                        #expect(deepest.body.utf8.count < 2000)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `what a handler returns may nest deeper`() async throws {
        let deep = Route(.get, "/deep") { (1..<256).reduce(Tree(name: "a")) { tree, _ in Tree(name: "a", children: [tree]) } }
        try await LiveServer.run(Listed(routes: [deep])) { server, _ throws in
            #expect(try await server.get("/deep").body == Self.tree(levels: 256))
        }
    }
}
