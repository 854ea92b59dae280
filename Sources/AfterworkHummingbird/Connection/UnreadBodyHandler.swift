import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Ends a connection whose request was answered before its body had arrived: the client gets the answer, what it still sends is
/// thrown away for a while, then the connection closes.
///
/// Closing at once would reset the connection, and a client that is still sending would never see the answer (RFC 9112, 9.6).
/// Reading for as long as the client likes to send would be worse.
final class UnreadBodyHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// How long the rest of a body is read and thrown away.
    private static let longestDrain = TimeAmount.seconds(5)
    /// How much of it.
    private static let largestDrain = 16 << 20
    /// A rest of so many bytes is no reason to close: it is on its way, and reading it costs less than a new connection.
    private static let smallRest = 64 << 10

    private enum State {
        /// Requests and responses take turns.
        case serving
        /// The answer has begun before the request's end: it will be the last.
        case answering
        /// The answer is out: so many bytes are still taken.
        case draining(bytesLeft: Int)
    }

    private var state = State.serving
    private var isReceiving = false
    /// What is missing of the request's body; more than any number where the client did not say, or waits to be asked.
    private var bytesMissing = 0
    /// How many requests have begun to arrive and are not answered.
    private var unanswered = 0
    /// Whether an answer has begun and nothing may come between its parts.
    private var isAnswering = false
    private var deadline: Scheduled<Void>?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        switch part {
        case .head(let head):
            isReceiving = true
            unanswered += 1
            let declared = head.headerFields.first(.expect) == nil ? head.headerFields.first(.contentLength).flatMap { Int($0) } : nil
            bytesMissing = declared ?? .max
        case .body(let buffer):
            bytesMissing -= min(bytesMissing, buffer.readableBytes)
        case .end:
            isReceiving = false
        }
        if case .draining(let bytesLeft) = state {
            drain(part, bytesLeft: bytesLeft, context: context)
        } else {
            context.fireChannelRead(data)
        }
    }

    private func drain(_ part: HTTPRequestPart, bytesLeft: Int, context: ChannelHandlerContext) {
        guard case .body(let buffer) = part, buffer.readableBytes < bytesLeft else { return context.close(promise: nil) }
        state = .draining(bytesLeft: bytesLeft - buffer.readableBytes)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let part = unwrapOutboundIn(data)
        if case .head(let head) = part, head.status.kind == .informational {
            // A handler that streams its answer may ask for the body only now: too late to say so (RFC 9110, 15.2).
            guard case .serving = state, !isAnswering else {
                promise?.succeed()
                return
            }
            return context.write(data, promise: promise)
        }
        isAnswering = !part.isEnd
        if part.isEnd { unanswered -= 1 }
        switch (part, state) {
        // With more than one unanswered, it is a later request that is arriving: the one answered here has arrived.
        case (.head(var head), .serving) where isReceiving && bytesMissing > Self.smallRest && unanswered == 1:
            state = .answering
            head.headerFields[.connection] = "close"
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case (.end, .answering):
            state = .draining(bytesLeft: Self.largestDrain)
            let promise = promise ?? context.eventLoop.makePromise(of: Void.self)
            context.write(data, promise: promise)
            let isReceiving = isReceiving
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            promise.futureResult.assumeIsolated().whenComplete { _ in self.endConnection(isReceiving: isReceiving, context: bound.value) }
        default:
            context.write(data, promise: promise)
        }
    }

    private func endConnection(isReceiving: Bool, context: ChannelHandlerContext) {
        guard isReceiving else { return context.close(promise: nil) }
        context.close(mode: .output, promise: nil)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: Self.longestDrain) { bound.value.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }
}

extension HTTPResponsePart {
    fileprivate var isEnd: Bool {
        if case .end = self { true } else { false }
    }
}

@available(*, unavailable)
extension UnreadBodyHandler: Sendable {}
