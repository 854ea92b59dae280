public import NIOCore
import NIOPosix

/// A TCP connection on which a test says byte for byte what it means, and sees what comes back.
public struct RawConnection {
    /// A response, as it came.
    public struct Response: Sendable {
        /// The status code.
        public let status: Int
        /// Header fields, names in lower case; of several of one name, the last.
        public let headers: [String: String]
        /// The body, its chunks put together.
        public let body: String
    }

    /// The connection ended before what was waited for had come.
    public struct Ended: Error {
        /// What had come.
        public let received: String
    }

    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private var received = ByteBuffer()

    /// The connection itself, to close or half-close it.
    public let channel: any Channel

    /// Connects to a port of this machine, and closes the connection afterwards.
    public static func open<Result>(
        port: Int,
        isolation: isolated (any Actor)? = #isolation,
        _ use: (inout RawConnection) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true)
                    )
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var connection = RawConnection(outbound: outbound, inbound: inbound.makeAsyncIterator(), channel: channel.channel)
            return try await use(&connection)
        }
    }

    private init(
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        channel: any Channel
    ) {
        self.outbound = outbound
        self.inbound = inbound
        self.channel = channel
    }

    /// Sends text as it is.
    public func send(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }

    /// Sends bytes as they are.
    public func send(_ bytes: ByteBuffer) async throws {
        try await outbound.write(bytes)
    }

    /// Tells the other side that nothing more will be sent, and goes on reading.
    public func finishSending() async throws {
        try await channel.close(mode: .output)
    }

    /// Waits for text that ends in a mark, and takes it.
    public mutating func read(until mark: String) async throws -> String {
        while true {
            if let length = Self.length(of: received, until: mark) { return received.readString(length: length) ?? "" }
            try await receive()
        }
    }

    /// By itself, so that nothing else holds the buffer when it grows: it would be copied each time.
    private static func length(of buffer: ByteBuffer, until mark: String) -> Int? {
        let view = buffer.readableBytesView
        return view.firstRange(of: Array(mark.utf8)).map { $0.upperBound - view.startIndex }
    }

    /// Waits for as many bytes, and takes them.
    public mutating func read(count: Int) async throws -> String {
        while received.readableBytes < count { try await receive() }
        return received.readString(length: count) ?? ""
    }

    /// Takes everything until the other side closes.
    public mutating func readToEnd() async throws -> String {
        do {
            while true { try await receive() }
        } catch let ended as Ended {
            return ended.received
        }
    }

    /// Takes the next response, interim ones skipped.
    public mutating func readResponse(isHead: Bool = false) async throws -> Response {
        let head = try await read(until: "\r\n\r\n")
        var lines = head.split(separator: "\r\n")
        let status = Int(lines.removeFirst().split(separator: " ")[1]) ?? 0
        if (100..<200).contains(status) { return try await readResponse(isHead: isHead) }
        var headers: [String: String] = [:]
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts[1].drop { $0 == " " }.description
        }
        var body = ""
        if isHead || status == 204 || status == 304 {
            return Response(status: status, headers: headers, body: body)
        } else if headers["transfer-encoding"] == "chunked" {
            while let size = Int(try await read(until: "\r\n").dropLast(1), radix: 16), size > 0 {
                body += try await read(count: size)
                _ = try await read(count: 2)
            }
            _ = try await read(count: 2)
        } else {
            body = try await read(count: headers["content-length"].flatMap { Int($0) } ?? 0)
        }
        return Response(status: status, headers: headers, body: body)
    }

    private mutating func receive() async throws {
        guard var buffer = try await inbound.next() else { throw Ended(received: String(buffer: received)) }
        received.discardReadBytes()
        received.writeBuffer(&buffer)
    }
}
