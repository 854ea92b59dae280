import AfterworkHummingbird
import Hummingbird
import TestSupport
import Testing

/// When a connection ends, and when it goes on.
@Suite(.timeLimit(.minutes(5)))
struct PersistenceTests {
    @Test(arguments: ["close", "Close", "CLOSE", "keep-alive, Close", "close, x"])
    func `a client that asks for the end gets it`(_ value: String) async throws {
        let calls = Counter()
        try await TestServer.run(calls: calls) { server async throws in
            let request = "GET / HTTP/1.1\r\nhost: test\r\n"
            let answer = try await server.exchange("\(request)Connection: \(value)\r\n\r\n\(request)\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.contains("connection: close\r\n"))
            #expect(answer.hasSuffix("\r\n\r\npage"))
        }
        #expect(calls.value == 1)
    }

    @Test func `HTTP 1.0 ends after the response`() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.exchange("GET / HTTP/1.0\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.0 200 OK\r\n"))
            #expect(answer.contains("connection: close\r\n"))
            #expect(answer.hasSuffix("\r\n\r\npage"))
        }
    }

    @Test func `HTTP 1.0 goes on where the client asks for it`() async throws {
        try await TestServer.run { server async throws in
            try await server.connect { connection in
                for _ in 0..<3 {
                    try await connection.send("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")
                    let response = try await connection.readResponse()
                    #expect(response.headers["connection"] == "keep-alive")
                    #expect(response.body == "page")
                }
            }
        }
    }

    @Test(arguments: ["", "Connection: keep-alive\r\n"])
    func `a stream without a length comes to HTTP 1.0 without chunks, and ends with the connection`(_ field: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.exchange("GET /stream HTTP/1.0\r\n\(field)\r\n")
            #expect(answer.contains("connection: close\r\n"))
            #expect(!answer.contains("transfer-encoding"))
            #expect(answer.hasSuffix("\r\n\r\nab"))
        }
    }

    @Test(arguments: ["Connection: Upgrade\r\n", "Connection: x, upgrade\r\nConnection: keep-alive\r\n"])
    func `a request for another protocol is answered in this one, and the connection ends`(_ fields: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.exchange("GET / HTTP/1.1\r\nhost: test\r\n\(fields)Upgrade: h2c\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.contains("connection: close\r\n"))
            #expect(answer.hasSuffix("page"))
        }
    }

    @Test func `a tunnel is refused, and the connection ends`() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.exchange("CONNECT example.com:443 HTTP/1.1\r\nhost: example.com\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 404 "))
            #expect(answer.contains("connection: close\r\n"))
        }
    }

    @Test(
        "What stands behind the last response is not done",
        arguments: [
            "GET /last HTTP/1.1\r\nhost: test\r\n\r\n", "GET /list HTTP/1.1\r\nhost: test\r\n\r\n",
            "GET /stream HTTP/1.0\r\nconnection: keep-alive\r\n\r\n",
            "POST /early HTTP/1.1\r\nhost: test\r\nexpect: 100-continue\r\ncontent-length: 0\r\n\r\n",
        ]
    )
    func last(_ request: String) async throws {
        let calls = Counter()
        try await TestServer.run { router in
            router.get("last") { _, _ in
                Response(status: .ok, headers: [.connection: "close"], body: .init(byteBuffer: .init(string: "last")))
            }
            router.get("list") { _, _ in Response(status: .ok, headers: [.connection: "x, close"]) }
            router.get("stream") { _, _ in Response(status: .ok, body: .init { try await $0.finish(nil) }) }
            router.post("early") { _, _ in Response(status: .ok, headers: [.connection: "close"]) }
            router.post("act") { _, _ in
                calls.add()
                return "done"
            }
        } _: { server async throws in
            let act = "POST /act HTTP/1.1\r\nhost: test\r\ncontent-length: 0\r\n\r\n"
            let answer = try await server.exchange("\(request)\(act)\(act)")
            #expect(answer.ranges(of: "HTTP/1.").count == 1)
            #expect(answer.contains("connection: close\r\n"))
        }
        #expect(calls.value == 0)
    }

    @Test func `pipelined requests are answered in turn, also those of a client that has closed its side`() async throws {
        let calls = Counter()
        try await TestServer.run(calls: calls) { server async throws in
            try await server.connect { connection in
                let echo = "POST /echo HTTP/1.1\r\nhost: test\r\ncontent-length: 5\r\n\r\n"
                for _ in 0..<20 { try await connection.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n\(echo)hello") }
                try await connection.send(echo)
                try await connection.send("hel")
                try await connection.send("lo")
                try await connection.finishSending()
                for _ in 0..<20 {
                    #expect(try await connection.readResponse().body == "page")
                    #expect(try await connection.readResponse().body == "hello")
                }
                #expect(try await connection.readResponse().body == "hello")
                #expect(try await connection.readToEnd() == "")
            }
        }
        #expect(calls.value == 41)
    }

    @Test func `HTTP 1.0 is not told to continue`() async throws {
        try await TestServer.run { server async throws in
            try await server.connect { connection in
                try await connection.send("POST /echo HTTP/1.0\r\nexpect: 100-continue\r\ncontent-length: 5\r\n\r\nhello")
                #expect(try await connection.readToEnd().hasPrefix("HTTP/1.0 200 OK"))
            }
        }
    }

    @Test func `a client that keeps its side open after the last response is let go, and what it sends is not done`() async throws {
        let calls = Counter()
        let journal = Journal()
        try await TestServer.run { router in
            router.get { _, context in
                calls.add()
                context.channel.closeFuture.whenComplete { _ in journal.note("closed") }
                return "page"
            }
        } _: { server async throws in
            try await server.connect { connection in
                try await connection.send("GET / HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n")
                #expect(try await connection.readToEnd().hasSuffix("page"))
                try await connection.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n")
                try await journal.wait(for: "closed")
            }
        }
        #expect(calls.value == 1)
    }
}
