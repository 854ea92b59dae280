import AfterworkHummingbird
import Hummingbird
import NIOCore
import TestSupport
import Testing

/// A response on a connection that the server closes right after it.
@Suite(.timeLimit(.minutes(5)))
struct ClosingTests {
    /// More than the socket buffers of both sides may grow to.
    private static let length = 64 << 20

    @Test func `a response is sent whole to a client that has closed its own side`() async throws {
        try await TestServer.run { router in
            router.get("large") { _, _ in ByteBuffer(repeating: UInt8(ascii: "x"), count: Self.length) }
        } _: { server async throws in
            try await server.connect { connection in
                try await connection.get("/large")
                try await connection.finishSending()
                // Slow to read, as below.
                try await Task.sleep(for: .milliseconds(200))
                let received = try? await connection.readResponse().body.utf8.count
                #expect(received == Self.length)
            }
        }
    }

    @Test func `a response that the kernel does not take at once is sent whole when the server shuts down behind it`() async throws {
        let begun = Gate()
        let end = Gate()
        try await TestServer.run { router in
            router.get { _, _ in "page" }
            router.get("large") { _, _ in
                begun.open()
                try await end.wait()
                return ByteBuffer(repeating: UInt8(ascii: "x"), count: Self.length)
            }
        } _: { server async throws in
            try await server.connect { connection in
                try await connection.get("/large")
                try await begun.wait()
                await server.services.triggerGracefulShutdown()
                // Once nobody is let in any more, this connection has been told as well.
                try await eventually { await (try? server.get("/")) == nil }
                end.open()
                // A client that is slow to read, so that the response is stuck when its last part has been written.
                try await Task.sleep(for: .milliseconds(200))
                let received = try? await connection.readResponse().body.utf8.count
                #expect(received == Self.length)
                #expect(try await connection.readToEnd() == "")
            }
        }
    }
}
