import Afterwork
import AfterworkHummingbird
import HTTPTypes
import Hummingbird
import NIOCore
import TestSupport
import Testing

/// A request that is answered before its body has come.
@Suite(.timeLimit(.minutes(5)))
struct UnreadBodyTests {
    private func routes(_ router: Router<TestContext>) {
        router.post("refuse") { _, _ -> String in throw HTTPError(.contentTooLarge) }
        router.post("read") { request, _ in try await "\(request.body.collect(upTo: 1 << 20).readableBytes)" }
        router.get { _, _ in "page" }
    }

    @Test func `a client in the midst of a large upload receives the early refusal, then the end`() async throws {
        try await TestServer.run {
            routes($0)
        } _: { server async throws in
            for _ in 0..<5 {
                try await server.connect { connection in
                    try await connection.send("POST /refuse HTTP/1.1\r\nhost: test\r\ncontent-length: 8388608\r\n\r\n")
                    try await connection.send(ByteBuffer(repeating: 0, count: 8_388_608))
                    let response = try await connection.readResponse()
                    #expect(response.status == 413)
                    #expect(response.headers["connection"] == "close")
                    #expect(try await connection.readToEnd() == "")
                }
            }
        }
    }

    @Test func `what is sent on after the refusal is read up to a bound, then the connection closes`() async throws {
        let journal = Journal()
        try await TestServer.run { router in
            router.post("refuse") { _, context -> String in
                context.channel.closeFuture.whenComplete { _ in journal.note("closed") }
                throw HTTPError(.contentTooLarge)
            }
        } _: { server async throws in
            try await server.connect { connection in
                try await connection.send("POST /refuse HTTP/1.1\r\nhost: test\r\ncontent-length: 1073741824\r\n\r\n")
                let response = try await connection.readResponse()
                #expect(response.status == 413)
                let megabyte = ByteBuffer(repeating: 0, count: 1 << 20)
                var sent = 0
                do {
                    while journal.lines.isEmpty {
                        // Not by the connection's writer, which takes without end what the kernel does not yet take.
                        try await connection.channel.writeAndFlush(megabyte)
                        sent += 1
                    }
                } catch {
                    // The connection broke while something was being sent, which is one way to learn of its end.
                    try await journal.wait(for: "closed")
                }
                // 16 MiB are taken; socket buffers, and the way that the news takes, may hold some more.
                #expect(sent < 64)
            }
        }
    }

    @Test func `an upload that was sent whole before its refusal leaves the connection usable or closed, never confused`() async throws {
        try await TestServer.run {
            routes($0)
        } _: { server async throws in
            for _ in 0..<50 {
                try await server.connect { connection in
                    try await connection.send("POST /refuse HTTP/1.1\r\nhost: test\r\ncontent-length: 5\r\n\r\nhello")
                    let refusal = try await connection.readResponse()
                    #expect(refusal.status == 413)
                    if refusal.headers["connection"] == "close" {
                        #expect(try await connection.readToEnd() == "")
                    } else {
                        try await connection.get("/")
                        #expect(try await connection.readResponse().body == "page")
                    }
                }
            }
        }
    }

    @Test func `a body that was read leaves the connection open`() async throws {
        try await TestServer.run {
            routes($0)
        } _: { server async throws in
            try await server.connect { connection in
                for _ in 0..<50 {
                    try await connection.send("POST /read HTTP/1.1\r\nhost: test\r\ncontent-length: 100000\r\n\r\n")
                    try await connection.send(ByteBuffer(repeating: 0, count: 100_000))
                    let response = try await connection.readResponse()
                    #expect(response.body == "100000")
                    #expect(response.headers["connection"] != "close")
                }
            }
        }
    }

    @Test func `tasks of an early refusal run`() async throws {
        let journal = Journal()
        try await TestServer.run { router in
            router.post { _, context in
                context.background.add("after") { journal.note("after") }
                return HTTPResponse.Status.contentTooLarge
            }
        } _: { server async throws in
            try await server.connect { connection in
                try await connection.send("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 1000\r\n\r\nsome")
                #expect(try await connection.readResponse().status == 413)
                try await journal.wait(for: "after")
            }
        }
    }
}
