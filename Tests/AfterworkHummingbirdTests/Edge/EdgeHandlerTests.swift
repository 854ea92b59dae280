import HTTPTypes
import Logging
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import AfterworkHummingbird

/// What takes long, in a time that the test lets pass.
@Suite struct EdgeHandlerTests {
    /// A connection of which the test plays the client and the server.
    private final class Connection {
        /// Writes what a server writes to a request that it cannot read, and takes note of those that it can.
        private final class Server: ChannelInboundHandler {
            typealias InboundIn = HTTPServerRequestPart
            typealias OutboundOut = HTTPServerResponsePart

            func errorCaught(context: ChannelHandlerContext, error: any Error) {
                context.write(wrapOutboundOut(.head(.init(version: .http1_1, status: .badRequest))), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }

        let channel = EmbeddedChannel()
        let edge: EdgeHandler

        init(
            limits: ConnectionLimits = .init(
                headTimeout: .seconds(10),
                bodyTimeout: .seconds(20),
                bodyRate: 1000,
                idleTimeout: .seconds(60)
            )
        ) throws {
            edge = EdgeHandler(limits: limits, admission: .admitted, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(ArrivalHandler(edge: edge))
            try pipeline.addHandler(HTTPResponseEncoder())
            try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
            try pipeline.addHandler(edge)
            try pipeline.addHandler(Server())
            try channel.connect(to: SocketAddress(unixDomainSocketPath: "/nowhere")).wait()
        }

        func send(_ text: String) throws {
            try channel.writeInbound(ByteBuffer(string: text))
        }

        func answer() throws {
            channel.write(
                HTTPServerResponsePart.head(.init(version: .http1_1, status: .ok, headers: ["content-length": "0"])),
                promise: nil
            )
            try channel.writeAndFlush(HTTPServerResponsePart.end(nil)).wait()
        }

        /// The status of each response that has gone to the client since the last look.
        func statuses() throws -> [Int] {
            var text = ""
            while let data = try channel.readOutbound(as: IOData.self) {
                if case .byteBuffer(let buffer) = data { text += String(buffer: buffer) }
            }
            return text.ranges(of: "HTTP/1.1 ").compactMap { Int(text[$0.upperBound...].prefix(3)) }
        }

        /// Lets seconds pass, one after another, for as long as the connection is open.
        func pass(seconds: Int, each: () throws -> Void = {}) throws -> Int {
            for second in 0..<seconds {
                guard channel.isActive, try statuses().isEmpty else { return second }
                try each()
                channel.embeddedEventLoop.advanceTime(by: .seconds(1))
            }
            return seconds
        }
    }

    private static let request = "GET / HTTP/1.1\r\nhost: test\r\n\r\n"

    @Test func `the time without a request counts from the last response`() throws {
        let connection = try Connection()
        #expect(try connection.pass(seconds: 50) == 50)
        try connection.send(Self.request)
        #expect(try connection.pass(seconds: 10_000) == 10_000)
        try connection.answer()
        #expect(try connection.statuses() == [200])
        #expect(try connection.pass(seconds: 1000) == 60)
        #expect(!connection.channel.isActive)
    }

    @Test(arguments: [request, "POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 5\r\n\r\nhello"])
    func `a handler may take longer than any client`(_ request: String) throws {
        let connection = try Connection()
        try connection.send(request)
        #expect(try connection.pass(seconds: 10_000) { connection.channel.read() } == 10_000)
        try connection.answer()
        #expect(try connection.statuses() == [200])
    }

    @Test func `requests are read before their turn up to a bound, and then again`() throws {
        let connection = try Connection()
        try connection.send(Self.request)
        var requests = 0
        while connection.edge.readBegins(), requests < 10_000 {
            try connection.send(Self.request)
            requests += 1
        }
        #expect((500...1000).contains(requests))
        for _ in 1..<requests {
            try connection.answer()
            #expect(!connection.edge.held.isEmpty)
        }
        try connection.answer()
        #expect(connection.edge.readBegins())
    }

    @Test func `the rest of a request that waits for its turn may take as long as the answer before it`() throws {
        let connection = try Connection()
        try connection.send(Self.request + "POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 5\r\n\r\nhe")
        #expect(try connection.pass(seconds: 1000) { connection.channel.read() } == 1000)
        try connection.answer()
        #expect(try connection.statuses() == [200])
        connection.channel.read()
        #expect(try connection.pass(seconds: 1000) == 20)
    }

    @Test func `a head that drips in is cut off`() throws {
        let connection = try Connection()
        var drops = Self.request.makeIterator()
        try connection.send("GET /")
        connection.channel.embeddedEventLoop.advanceTime(by: .seconds(9))
        #expect(try connection.statuses() == [])
        for _ in 0..<3 { try connection.send(String(drops.next() ?? "x")) }
        connection.channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(try connection.statuses() == [408])
    }

    @Test func `a body that drips in is cut off`() throws {
        let connection = try Connection()
        try connection.send("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 1000\r\n\r\n")
        connection.channel.read()
        let seconds = try connection.pass(seconds: 1000) {
            connection.channel.read()
            try connection.send("x")
            connection.channel.read()
        }
        #expect(seconds == 21)
    }

    @Test func `a body that the server does not read may wait`() throws {
        let connection = try Connection()
        try connection.send("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 1000\r\n\r\n")
        #expect(try connection.pass(seconds: 1000) == 1000)
        connection.channel.read()
        connection.channel.embeddedEventLoop.advanceTime(by: .seconds(20))
        #expect(try connection.statuses() == [408])
    }

    @Test func `a response that waits for its client is not cut off by the time without a request`() throws {
        let connection = try Connection()
        try connection.send(Self.request)
        connection.channel.write(HTTPServerResponsePart.head(.init(version: .http1_1, status: .ok)), promise: nil)
        connection.channel.write(HTTPServerResponsePart.end(nil), promise: nil)
        // The first time nobody knows whether the client takes any.
        #expect(try connection.pass(seconds: 1000) == 120)
    }

    @Test func `the largest times are no time at all`() throws {
        let connection = try Connection(limits: ConnectionLimits(bodyTimeout: .seconds(Int.max), idleTimeout: .seconds(Int.max)))
        try connection.send("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 3\r\n\r\n")
        connection.channel.read()
        try connection.send("x")
        connection.channel.read()
        #expect(try connection.pass(seconds: 1000) == 1000)
    }

    @Test func `nothing is refused twice`() throws {
        let connection = try Connection()
        try connection.send("garbage\r\n\r\n")
        #expect(try connection.statuses() == [400])
        try connection.send("more garbage\r\n\r\n")
        _ = try connection.pass(seconds: 100)
        #expect(try connection.statuses() == [])
    }
}
