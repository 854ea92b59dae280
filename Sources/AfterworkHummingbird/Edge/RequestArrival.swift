import NIOCore

/// What has come of a head that the parser has not read to its end.
struct HeadArrival {
    private var bytes = 0
    /// The bytes of its first line so far.
    private var lineBytes = 0
    private var hasLine = false
    /// Whether its method is HEAD, as far as the first bytes tell.
    private(set) var isHEAD = false

    private static let methodHEAD = Array("HEAD ".utf8)

    func adding(_ buffer: ByteBuffer) -> HeadArrival {
        var sum = self
        if bytes == 0 { sum.isHEAD = buffer.readableBytesView.starts(with: Self.methodHEAD) }
        sum.bytes += buffer.readableBytes
        guard !hasLine else { return sum }
        let view = buffer.readableBytesView
        let end = view.firstIndex(of: UInt8(ascii: "\n"))
        sum.lineBytes += (end ?? view.endIndex) - view.startIndex
        sum.hasLine = end != nil
        return sum
    }

    /// Whether it is larger than any head within the limits, with everything that separates its parts.
    func isTooLarge(_ limits: ConnectionLimits) -> Bool {
        bytes > limits.headBytes + ConnectionRefusal.lineWithoutTarget + 8 * limits.headFields
    }

    /// Whether it is the target that is too long.
    func lineIsTooLong(_ limits: ConnectionLimits) -> Bool {
        lineBytes > limits.targetBytes + ConnectionRefusal.lineWithoutTarget
    }
}

/// What has come of a body.
struct BodyArrival {
    /// What is missing of it; more than any number where the client did not say, or waits to be asked.
    private(set) var bytesMissing: Int
    private var payload = 0
    private var raw = 0

    /// - Parameter bytesDeclared: How long the body is; nil if the client did not say, or waits to be asked.
    init(bytesDeclared: Int?) {
        bytesMissing = bytesDeclared ?? .max
    }

    func adding(payload bytes: Int) -> BodyArrival {
        var sum = self
        sum.bytesMissing -= min(bytesMissing, bytes)
        sum.payload += bytes
        return sum
    }

    func adding(raw bytes: Int) -> BodyArrival {
        var sum = self
        sum.raw += bytes
        return sum
    }

    /// Whether nearly all that came is the sizes and extensions of chunks, which no limit of bodies counts. Even a byte a chunk is less.
    var isMostlyFraming: Bool {
        raw - payload > 16 << 10 && (raw - payload) / 8 > payload
    }
}
