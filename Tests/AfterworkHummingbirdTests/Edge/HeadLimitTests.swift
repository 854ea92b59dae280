import AfterworkHummingbird
import TestSupport
import Testing

/// How large a request's head may be.
@Suite(.timeLimit(.minutes(1)))
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
}
