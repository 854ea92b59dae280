import AfterworkHummingbird
import Hummingbird
import NIOCore
import TestSupport
import Testing

/// Clients that take their time. The limits are short here, so that nobody waits.
@Suite(.timeLimit(.minutes(5)))
struct SlowClientTests {
    private static let moment = Duration.milliseconds(30)

    @Test(arguments: ["G", "GET / HTTP/1.1\r\nhost: te", "\r\n"])
    func `a head that does not end is answered 408`(_ beginning: String) async throws {
        try await TestServer.run(limits: ConnectionLimits(headTimeout: Self.moment)) { server async throws in
            let refusal = try #require(Refusal(lastOf: try await server.exchange(beginning)))
            #expect(refusal.status == 408)
            #expect(refusal.detail == "The request's head did not arrive within 0.03 seconds.")
        }
    }

    @Test func `a head that does not end is answered 408 on a connection that has served others`() async throws {
        try await TestServer.run(limits: ConnectionLimits(headTimeout: Self.moment)) { server async throws in
            try await server.connect { connection in
                try await connection.get("/")
                #expect(try await connection.readResponse().body == "page")
                try await connection.send("GET / HT")
                #expect(Refusal(lastOf: try await connection.readToEnd())?.status == 408)
            }
        }
    }

    @Test(arguments: ["content-length: 10", "transfer-encoding: chunked"])
    func `a body that does not come is answered 408, and its tasks are dropped`(_ framing: String) async throws {
        let journal = Journal()
        try await TestServer.run(limits: ConnectionLimits(bodyTimeout: Self.moment)) { router in
            router.post { request, context in
                context.background.add("task") { journal.note("task") }
                do {
                    _ = try await request.body.collect(upTo: 100)
                } catch {
                    journal.note("handler: \(type(of: error))")
                    throw error
                }
                return "read"
            }
        } _: { server async throws in
            let answer = try await server.exchange("POST / HTTP/1.1\r\nhost: test\r\n\(framing)\r\n\r\n3\r\n")
            let refusal = try #require(Refusal(lastOf: answer))
            #expect(refusal.status == 408)
            #expect(refusal.detail == "The request's body came more slowly than 1024 bytes a second for longer than 0.03 seconds.")
        }
        #expect(journal.lines == ["handler: HTTPParserError"])
    }

    @Test func `a connection without a request is closed without a word`() async throws {
        try await TestServer.run(limits: ConnectionLimits(idleTimeout: Self.moment)) { server async throws in
            #expect(try await server.exchange("") == "")
        }
    }

    @Test func `a client that takes nothing of a large response is cut off`() async throws {
        let journal = Journal()
        try await TestServer.run(limits: ConnectionLimits(responseTimeout: Self.moment)) { router in
            router.get { _, context in
                context.channel.closeFuture.whenComplete { _ in journal.note("closed") }
                return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(repeating: 0, count: 64 << 20)))
            }
        } _: { server async throws in
            try await server.connect { connection in
                try await connection.channel.setOption(.autoRead, value: false).get()
                try await connection.get("/")
                try await journal.wait(for: "closed")
            }
        }
    }
}
