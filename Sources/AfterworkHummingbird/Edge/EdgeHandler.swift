import CoreMetrics
import Logging
import NIOCore
import NIOHTTP1

/// Keeps a client within the limits, refuses what is no request, and ends the connection so that the last answer arrives.
///
/// It stands right behind the parser. A refusal takes the place of the response that the server writes to a request that it could not
/// read, so that it comes after the responses to the requests before it.
final class EdgeHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// How many bytes are read and thrown away at the end, so that a client that is still sending sees the last answer.
    private static let largestDrain = 16 << 20
    /// A rest of so many bytes of a body is no reason to end the connection: reading it costs less than a new one.
    private static let smallRest = 64 << 10

    private enum Receiving {
        case nothing
        case head(HeadArrival)
        case body(bytesMissing: Int)
    }

    private enum Sending {
        case nothing
        case response(isLast: Bool)
        /// The refusal, in place of the response that is being written.
        case refusal
        /// A response for which there is no request.
        case unasked
    }

    private let limits: ConnectionLimits
    private let logger: Logger
    private let admission: ConnectionCount.Admission
    private var patience: Patience
    private var alarm: (deadline: NIODeadline, task: Scheduled<Void>)?
    private var context: ChannelHandlerContext?

    private var receiving = Receiving.nothing
    private var sending = Sending.nothing
    /// The requests whose heads have come and whose responses are not out. The last one may still be arriving.
    private var unanswered: [RequestHeadRules] = []
    private var refusal: ConnectionRefusal?
    /// Whether no request is taken after the one that is arriving.
    private var hasLastRequest = false
    /// Whether the server has closed its side, and what still comes is thrown away.
    private(set) var discards = false
    private var bytesDiscarded = 0
    private var wantsBytes = false
    private var isStalled = false
    private var bytesStalled = 0

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
        context.fireChannelInactive()
    }
}

// What comes.
extension EdgeHandler {
    /// Takes note of bytes that have come; false if they are to be thrown away.
    func takes(_ bytes: ByteBuffer) -> Bool {
        if discards || refusal != nil {
            bytesDiscarded += bytes.readableBytes
            if bytesDiscarded > Self.largestDrain { context?.close(promise: nil) }
            return false
        }
        switch receiving {
        case .nothing: receiving = .head(HeadArrival().adding(bytes))
        case .head(let arrival): receiving = .head(arrival.adding(bytes))
        case .body:
            if let context { patience.restart(now: context.eventLoop.now) }
            patience.earn(bytes: bytes.readableBytes)
        }
        return true
    }

    /// Takes note that more bytes are wanted.
    func readBegan() {
        wantsBytes = true
        settle()
    }

    /// Takes note that what had come was taken in.
    func readEnded() {
        wantsBytes = false
        settle()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard refusal == nil, !discards else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): take(head, context: context)
        case .body(let buffer):
            guard case .body(let missing) = receiving else { return }
            receiving = .body(bytesMissing: missing - min(missing, buffer.readableBytes))
            context.fireChannelRead(data)
        case .end:
            guard case .body = receiving else { return }
            receiving = .nothing
            context.fireChannelRead(data)
        }
    }

    private func take(_ head: HTTPRequestHead, context: ChannelHandlerContext) {
        guard !hasLastRequest else { return }
        let rules = RequestHeadRules(head, limits: limits)
        if let refusal = rules.refusal { return refuse(refusal, context: context) }
        var head = head
        if rules.isLast {
            hasLastRequest = true
            head.headers.replaceOrAdd(name: "connection", value: "close")
        }
        unanswered.append(rules)
        receiving = .body(bytesMissing: rules.bodyBytes ?? .max)
        patience.beginBody()
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else { return context.fireErrorCaught(error) }
        // What follows the last request, or a refusal, is nobody's.
        guard refusal == nil, !discards, !hasLastRequest || isReceivingBody else { return }
        let line = if case .head(let arrival) = receiving { arrival.lineBytes } else { 0 }
        refuse(ConnectionRefusal(error, lineBytes: line, limits: limits), context: context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        context.fireUserInboundEventTriggered(event)
        if discards, case .inputClosed? = event as? ChannelEvent { context.close(promise: nil) }
    }

    private var isReceivingBody: Bool {
        if case .body = receiving { true } else { false }
    }

    private func refuse(_ refusal: ConnectionRefusal, context: ChannelHandlerContext) {
        self.refusal = refusal
        Counter(label: "afterwork.connections.refused", dimensions: [("status", String(refusal.status.code))]).increment()
        logger.debug(
            "Refused a client.",
            metadata: [
                "client": "\(context.remoteAddress.map { "\($0)" } ?? "unknown")",
                "status": "\(refusal.status.code)",
                "reason": "\(refusal.detail)",
            ]
        )
        // Whoever reads the request learns that no more of it comes, and the server writes a response.
        context.fireErrorCaught(HTTPParserError.unknown)
        if isReceivingBody, unanswered.isEmpty { end(context) }
        settle()
    }
}

// What goes.
extension EdgeHandler {
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head) where (100..<200).contains(head.status.code) && head.status != .switchingProtocols:
            // A handler that streams its answer may ask for the body only now: too late to say so (RFC 9110, 15.2).
            guard case .nothing = sending, refusal == nil, !discards else {
                promise?.succeed()
                return
            }
            context.write(data, promise: promise)
        case .head(let head): write(head, context: context, promise: promise)
        case .body:
            guard case .response = sending else {
                promise?.succeed()
                return
            }
            context.write(data, promise: promise)
        case .end: writeEnd(data, context: context, promise: promise)
        }
    }

    private func write(_ head: HTTPResponseHead, context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
        if discards {
            sending = .unasked
            promise?.succeed()
        } else if let refusal, unanswered.count <= (isReceivingBody ? 1 : 0) {
            sending = .refusal
            let body = refusal.body
            context.write(wrapOutboundOut(.head(refusal.head(bodyBytes: body.readableBytes))), promise: promise)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        } else {
            let head = framed(head)
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        }
    }

    /// The head with what the connection has to say in it; takes note whether the connection ends behind it.
    private func framed(_ head: HTTPResponseHead) -> HTTPResponseHead {
        var head = head
        let request = unanswered.first
        var isLast = request?.isLast ?? true
        if head.headers[canonicalForm: "connection"].contains(where: { $0.lowercased() == "close" }) { isLast = true }
        // The answer comes before the end of a body that is too long to wait for.
        if unanswered.count == 1, case .body(let missing) = receiving, missing > Self.smallRest { isLast = true }
        if request?.isOld == true {
            // Without a length, only the connection's end tells such a client where the body ends.
            head.version = .http1_0
            if !head.headers.contains(name: "content-length"), head.status.mayHaveResponseBody { isLast = true }
            if !isLast { head.headers.replaceOrAdd(name: "connection", value: "keep-alive") }
        }
        if isLast {
            hasLastRequest = true
            head.headers.replaceOrAdd(name: "connection", value: "close")
        }
        sending = .response(isLast: isLast)
        return head
    }

    private func writeEnd(_ data: NIOAny, context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
        let isLast: Bool
        switch sending {
        case .nothing, .unasked:
            sending = .nothing
            promise?.succeed()
            return
        case .refusal: isLast = true
        case .response(let saysLast):
            if !unanswered.isEmpty { unanswered.removeFirst() }
            // Its request was refused while it was being answered.
            isLast = saysLast || (refusal != nil && unanswered.isEmpty && isReceivingBody)
        }
        sending = .nothing
        guard isLast else {
            context.write(data, promise: promise)
            return settle()
        }
        let promise = promise ?? context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { _ in self.end(context) }
        context.write(data, promise: promise)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isStalled = !context.channel.isWritable
        bytesStalled = bytesWaiting(context)
        settle()
        context.fireChannelWritabilityChanged()
    }

    private func bytesWaiting(_ context: ChannelHandlerContext) -> Int {
        let waiting = try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)
        return waiting ?? 0
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode == .output else { return context.close(mode: mode, promise: promise) }
        end(context)
        promise?.succeed()
    }

    /// Closes the server's side, and goes on reading for a while: a connection that is closed while its client sends is reset, and the
    /// client would never see the answer (RFC 9112, 9.6).
    private func end(_ context: ChannelHandlerContext) {
        guard !discards else { return }
        discards = true
        context.close(mode: .output, promise: nil)
        settle()
        context.read()
    }
}

// How long.
extension EdgeHandler {
    private var wait: Patience.Wait? {
        if discards { return .end }
        if isStalled { return .reading }
        // The refusal follows at once, unless nobody is left to write it.
        if refusal != nil { return unanswered.isEmpty ? .end : nil }
        switch receiving {
        case .body: return wantsBytes ? .body : nil
        case .head: return unanswered.isEmpty ? .head : nil
        case .nothing: return unanswered.isEmpty ? .request : nil
        }
    }

    /// Sees to it that the alarm rings no later than the present wait ends. It may ring earlier: setting it for every wait would cost
    /// each request more than asking anew.
    private func settle() {
        guard let context else { return }
        patience.wait(for: wait, now: context.eventLoop.now)
        guard let deadline = patience.deadline, alarm.map({ deadline < $0.deadline }) ?? true else { return }
        alarm?.task.cancel()
        alarm = (deadline, context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.ring() })
    }

    private func ring() {
        alarm = nil
        guard let context else { return }
        if let deadline = patience.deadline, deadline <= context.eventLoop.now {
            switch patience.wait {
            case .request, .end: return context.close(promise: nil)
            case .head: refuse(.headTooSlow(limits), context: context)
            case .body: refuse(.bodyTooSlow(limits), context: context)
            case .reading:
                let waiting = bytesWaiting(context)
                if waiting == bytesStalled { return context.close(promise: nil) }
                bytesStalled = waiting
                patience.restart(now: context.eventLoop.now)
            case nil: break
            }
        }
        settle()
    }
}

@available(*, unavailable)
extension EdgeHandler: Sendable {}
