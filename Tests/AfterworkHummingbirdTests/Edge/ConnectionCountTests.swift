import AfterworkHummingbird
import TestSupport
import Testing

/// How many connections there may be.
@Suite(.timeLimit(.minutes(5)))
struct ConnectionCountTests {
    @Test func `a client too many is answered 503, and the others are served on`() async throws {
        try await TestServer.run(limits: ConnectionLimits(connections: 2)) { server async throws in
            try await server.connect { first in
                try await first.get("/")
                #expect(try await first.readResponse().body == "page")
                try await server.connect { second in
                    try await second.get("/")
                    #expect(try await second.readResponse().body == "page")
                    let answer = try await server.exchange("")
                    let refusal = try #require(Refusal(lastOf: answer))
                    #expect(refusal.status == 503)
                    #expect(refusal.detail == "Too many connections are open. Try again later.")
                    #expect(answer.contains("retry-after: 1\r\n"))
                    try await first.get("/")
                    #expect(try await first.readResponse().body == "page")
                }
            }
            // The server learns of a closed connection a little later than the client.
            try await eventually { try await server.get("/").status == 200 }
        }
    }

    @Test func `the request of a client too many is not served`() async throws {
        let calls = Counter()
        try await TestServer.run(limits: ConnectionLimits(connections: 1), calls: calls) { server async throws in
            try await server.connect { first in
                try await first.get("/")
                _ = try await first.readResponse()
                let answer = try await server.exchange("GET / HTTP/1.1\r\nhost: test\r\n\r\n")
                #expect(Refusal(lastOf: answer)?.status == 503)
            }
        }
        #expect(calls.value == 1)
    }
}
