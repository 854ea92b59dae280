import AfterworkHummingbird
import Hummingbird
import TestSupport
import Testing

/// When a connection ends, and when it goes on.
@Suite(.timeLimit(.minutes(1)))
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

    @Test func `a request for another protocol is answered in this one, and the connection ends`() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.exchange("GET / HTTP/1.1\r\nhost: test\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
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

    @Test func `a handler that ends the connection does`() async throws {
        try await TestServer.run { router in
            router.get { _, _ in
                Response(status: .ok, headers: [.connection: "close"], body: .init(byteBuffer: .init(string: "last")))
            }
        } _: { server async throws in
            let answer = try await server.exchange("GET / HTTP/1.1\r\nhost: test\r\n\r\n")
            #expect(answer.hasSuffix("\r\n\r\nlast"))
        }
    }

    @Test func `a client that keeps its side open after the last response is let go`() async throws {
        try await TestServer.run { server async throws in
            try await server.connect { connection in
                try await connection.send("GET / HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n")
                #expect(try await connection.readToEnd().hasSuffix("page"))
                // What it still sends is thrown away, and nobody answers.
                try await connection.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n")
            }
        }
    }
}
