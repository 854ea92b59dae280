import CoreMetrics
import Logging
import NIOCore
import NIOHTTP1

/// Keeps a client within the limits, refuses what is no request, and ends the connection so that the last answer arrives.
///
/// It stands right behind the parser. A request goes further when the response to the one before it has gone by: behind the last
/// response nothing may be done any more (RFC 9112, 9.6), and only here is it known which one that is. A refusal takes the place of the
/// response that the server writes to a request that it could not read, so that it comes after the responses to the requests before it.
final class EdgeHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    enum Receiving {
        case nothing
        case head(HeadArrival)
        case body(BodyArrival)
    }

    enum Sending {
        case nothing
        case response(isLast: Bool)
        /// The refusal, in place of the response that is being written.
        case refusal
        /// A response for which there is no request.
        case unasked
    }

    /// A request whose response is not out.
    struct Unanswered {
        /// Whether the connection ends with the response.
        let isLast: Bool
        /// Whether the client speaks HTTP/1.0.
        let isOld: Bool
    }

    let limits: ConnectionLimits
    let logger: Logger
    let admission: ConnectionCount.Admission
    var patience: Patience
    var alarm: (deadline: NIODeadline, task: Scheduled<Void>)?
    var context: ChannelHandlerContext?

    var receiving = Receiving.nothing
    var sending = Sending.nothing
    /// The requests whose heads have come and whose responses are not out. The last one may still be arriving.
    var unanswered: [Unanswered] = []
    /// What has come of requests whose turn it is not.
    var held: [HTTPServerRequestPart] = []
    /// How many bytes have come since something is held.
    var bytesHeld = 0
    /// Whether the client has closed its side, and those who wait for requests do not know it yet.
    var holdsEnd = false
    var refusal: ConnectionRefusal?
    /// Whether the refused request is a HEAD, whose answer has no body (RFC 9110, 9.3.2).
    var refusesHead = false
    /// Whether the request that is arriving is a HEAD, as far as is known.
    var isReceivingHEAD = false
    /// Whether no request is taken after the one that is arriving.
    var hasLastRequest = false
    /// Whether the server has closed its side, and what still comes is thrown away.
    var discards = false
    var bytesDiscarded = 0
    var wantsBytes = false
    var isStalled = false
    /// What waited for the client when the alarm last rang.
    var bytesStalled: Int?

    init(limits: ConnectionLimits, admission: ConnectionCount.Admission, logger: Logger) {
        self.limits = limits
        self.admission = admission
        self.logger = logger
        patience = Patience(limits: limits)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { begin(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        alarm?.task.cancel()
        alarm = nil
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        begin(context)
    }

    private func begin(_ context: ChannelHandlerContext) {
        switch admission {
        case .admitted: settle()
        case .refused: refuse(.connectionsFull, context: context)
        case .dropped: context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        alarm?.task.cancel()
        alarm = nil
        held = []
        context.fireChannelInactive()
    }

    var isReceivingBody: Bool {
        if case .body = receiving { true } else { false }
    }

    func refuse(_ refusal: ConnectionRefusal, context: ChannelHandlerContext) {
        self.refusal = refusal
        refusesHead = isReceivingHEAD
        Counter(label: "afterwork.connections.refused", dimensions: [("status", String(refusal.status.code))]).increment()
        logger.debug(
            "Refused a client.",
            metadata: [
                "client": "\(context.remoteAddress.map { "\($0)" } ?? "unknown")",
                "status": "\(refusal.status.code)",
                "reason": "\(refusal.detail)",
            ]
        )
        if held.isEmpty { tellRefusal(context) }
        settle()
    }

    /// Whoever reads the request learns that no more of it comes, and the server writes a response.
    func tellRefusal(_ context: ChannelHandlerContext) {
        context.fireErrorCaught(HTTPParserError.unknown)
        if isReceivingBody, unanswered.isEmpty { end(context) }
    }

    /// Closes the server's side, and goes on reading for a while: a connection that is closed while its client sends is reset, and the
    /// client would never see the answer (RFC 9112, 9.6).
    func end(_ context: ChannelHandlerContext) {
        guard !discards else { return }
        discards = true
        held = []
        context.close(mode: .output, promise: nil)
        settle()
        context.read()
    }
}

@available(*, unavailable)
extension EdgeHandler: Sendable {}
