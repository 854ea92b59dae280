import AfterworkJSON
import NIOCore
import NIOHTTP1

/// Why a connection goes no further: it gets one answer with one sentence, and then it ends.
struct ConnectionRefusal: Error, Hashable {
    let status: HTTPResponseStatus
    let detail: String
    /// When the client may try again, in seconds, where that helps.
    var retryAfter: Int?

    /// The answer's body: `{"detail":"…"}`.
    var body: ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("detail")
        writer.write(detail)
        writer.endObject()
        return ByteBuffer(bytes: writer.bytes)
    }

    /// The answer's head.
    func head(bodyBytes: Int) -> HTTPResponseHead {
        var headers: HTTPHeaders = ["content-type": "application/json", "content-length": String(bodyBytes), "connection": "close"]
        if let retryAfter { headers.add(name: "retry-after", value: String(retryAfter)) }
        return HTTPResponseHead(version: .http1_1, status: status, headers: headers)
    }
}

extension ConnectionRefusal {
    /// The bytes that a request's first line has at the most besides its target: method, version, spaces.
    static let lineWithoutTarget = 32

    static let lengthInDoubt = ConnectionRefusal(
        status: .badRequest,
        detail: "The request does not say in one valid way how long its body is."
    )

    static let mostlyFraming = ConnectionRefusal(
        status: .badRequest,
        detail: "The request's body is nearly all framing. Send larger chunks, without extensions."
    )

    static let connectionsFull = ConnectionRefusal(
        status: .serviceUnavailable,
        detail: "Too many connections are open. Try again later.",
        retryAfter: 1
    )

    static func targetTooLong(_ limits: ConnectionLimits) -> ConnectionRefusal {
        ConnectionRefusal(
            status: .uriTooLong,
            detail: "The request's target is longer than \(limits.targetBytes) bytes. Send less in the query."
        )
    }

    static func headTooLarge(_ limits: ConnectionLimits) -> ConnectionRefusal {
        ConnectionRefusal(
            status: .requestHeaderFieldsTooLarge,
            detail: "The request's head has more than \(limits.headFields) fields or \(limits.headBytes) bytes. Send less in it."
        )
    }

    static func headTooSlow(_ limits: ConnectionLimits) -> ConnectionRefusal {
        ConnectionRefusal(status: .requestTimeout, detail: "The request's head did not arrive within \(limits.headTimeout).")
    }

    static func bodyTooSlow(_ limits: ConnectionLimits) -> ConnectionRefusal {
        ConnectionRefusal(
            status: .requestTimeout,
            detail: "The request's body came more slowly than \(limits.bodyRate) bytes a second for longer than \(limits.bodyTimeout)."
        )
    }

    /// What could not be read as HTTP/1.
    ///
    /// - Parameters:
    ///   - error: What the parser says.
    ///   - isInTarget: Whether it is the target that is too long, if something is.
    ///   - limits: The limits that the parser keeps.
    init(_ error: HTTPParserError, isInTarget: Bool, limits: ConnectionLimits) {
        switch error {
        case .headerOverflow where isInTarget: self = .targetTooLong(limits)
        case .headerOverflow: self = .headTooLarge(limits)
        case .invalidVersion, .paused: self.init(status: .badRequest, detail: "This server speaks HTTP/1.1, and ends lines with CR LF.")
        case .invalidMethod: self.init(status: .badRequest, detail: "The request's method is none that this server knows.")
        case .invalidEOFState: self.init(status: .badRequest, detail: "The request was cut off.")
        case .invalidChunkSize: self.init(status: .badRequest, detail: "The request's body has a malformed chunk.")
        case .invalidContentLength, .unexpectedContentLength: self = .lengthInDoubt
        default: self.init(status: .badRequest, detail: "The request is not well-formed HTTP/1.1.")
        }
    }
}
