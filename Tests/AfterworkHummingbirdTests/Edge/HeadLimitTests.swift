import AfterworkHummingbird
import NIOCore
import TestSupport
import Testing

/// How large a request's head may be.
@Suite(.timeLimit(.minutes(5)))
struct HeadLimitTests {
    private let limits = ConnectionLimits(targetBytes: 100, headBytes: 400, headFields: 5)

    private func fields(_ count: Int) -> String {
        (0..<count).map { "f\($0): v\r\n" }.joined()
    }

    @Test(arguments: [101, 399, 500, 100_000])
    func `a target that is too long is answered 414`(_ length: Int) async throws {
        let calls = Counter()
        try await TestServer.run(limits: limits, calls: calls) { server async throws in
            let target = "/?" + String(repeating: "x", count: length - 2)
            let refusal = try #require(Refusal(lastOf: try await server.exchange("GET \(target) HTTP/1.1\r\nhost: test\r\n\r\n")))
            #expect(refusal.status == 414)
            #expect(refusal.detail == "The request's target is longer than 100 bytes. Send less in the query.")
        }
        #expect(calls.value == 0)
    }

    @Test func `too many fields are answered 431`() async throws {
        try await TestServer.run(limits: limits) { server async throws in
            let refusal = try #require(Refusal(lastOf: try await server.exchange("GET / HTTP/1.1\r\nhost: test\r\n\(fields(5))\r\n")))
            #expect(refusal.status == 431)
            #expect(refusal.detail == "The request's head has more than 5 fields or 400 bytes. Send less in it.")
        }
    }

    @Test(arguments: [390, 500, 100_000])
    func `too many bytes in the fields are answered 431`(_ length: Int) async throws {
        try await TestServer.run(limits: limits) { server async throws in
            let field = "long: " + String(repeating: "x", count: length)
            let answer = try await server.exchange("GET / HTTP/1.1\r\nhost: test\r\n\(field)\r\n\r\n")
            #expect(Refusal(lastOf: answer)?.status == 431)
        }
    }

    @Test func `trailers count as fields`() async throws {
        try await TestServer.run(limits: limits) { server async throws in
            let head = "POST /echo HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n"
            let answer = try await server.exchange("\(head)1\r\nx\r\n0\r\n\(fields(10))\r\n")
            #expect(Refusal(lastOf: answer)?.status == 431)
        }
    }

    @Test func `a head that is just small enough is served`() async throws {
        try await TestServer.run(limits: limits) { server async throws in
            try await server.connect { connection in
                for _ in 0..<3 {
                    let target = "/?" + String(repeating: "x", count: 98)
                    let long = "long: " + String(repeating: "x", count: 400 - 100 - 8 - 6 - 4)
                    try await connection.send("GET \(target) HTTP/1.1\r\nhost: test\r\na: b\r\nc: d\r\n\(long)\r\n\r\n")
                    #expect(try await connection.readResponse().body == "page")
                }
            }
        }
    }

    @Test func `the limits of a server that sets none serve a long target and a large head`() async throws {
        try await TestServer.run { server async throws in
            try await server.connect { connection in
                let target = "/?" + String(repeating: "x", count: 8000)
                let cookie = String(repeating: "y", count: 16_000)
                try await connection.send("GET \(target) HTTP/1.1\r\nhost: test\r\ncookie: \(cookie)\r\n\r\n")
                #expect(try await connection.readResponse().body == "page")
            }
        }
    }

    /// Sends spaces behind a beginning until the server refuses them.
    private func flood(_ beginning: String, filler: String = " ") async throws -> (refusal: Refusal?, sent: Int) {
        let journal = Journal()
        try await TestServer.run { server async throws in
            try await server.connect { connection in
                try await connection.send(beginning)
                let piece = ByteBuffer(string: String(repeating: filler, count: (16 << 10) / filler.utf8.count))
                var sent = 0
                // More than any limit, and than what sockets and buffers hold.
                while sent < 64 << 20, journal.lines.isEmpty {
                    do {
                        try await connection.channel.writeAndFlush(piece)
                        sent += piece.readableBytes
                    } catch {
                        journal.note("\(sent)")
                    }
                }
                journal.note("\(sent)")
                journal.note((try? await connection.readToEnd()) ?? "")
            }
        }
        return (Refusal(lastOf: journal.lines.last ?? ""), journal.lines.first.flatMap { Int($0) } ?? .max)
    }

    @Test(
        "White space, of which a parser keeps no count, has its limits too",
        arguments: [
            ("GET / HTTP/1.1\r\nhost: test\r\nx:", 431), ("GET / ", 414),
            ("POST /echo HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx:", 400),
        ]
    )
    func whiteSpace(_ beginning: String, _ status: Int) async throws {
        let (refusal, sent) = try await flood(beginning)
        #expect(refusal == nil || refusal?.status == status)
        #expect(sent < 48 << 20)
    }

    @Test("What frames chunks has its limits", arguments: ["0", "a", "\r\nx\r\n1;\(String(repeating: "e", count: 100))"])
    func framing(_ filler: String) async throws {
        let size = filler == "0" ? "" : "1;"
        let head = "POST /echo HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n\(size)"
        let (refusal, sent) = try await flood(head, filler: filler)
        #expect(refusal == nil || refusal?.status == 400)
        #expect(sent < 48 << 20)
    }

    @Test func `the smallest chunks are read`() async throws {
        try await TestServer.run { server async throws in
            try await server.connect { connection in
                try await connection.send("POST /echo HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n")
                try await connection.send(String(repeating: "1\r\nx\r\n", count: 50_000) + "0\r\n\r\n")
                #expect(try await connection.readResponse().body.utf8.count == 50_000)
            }
        }
    }
}
