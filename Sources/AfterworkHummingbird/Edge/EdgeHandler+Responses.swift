import NIOCore
import NIOHTTP1

// What goes.
extension EdgeHandler {
    /// A rest of so many bytes of a body is no reason to end the connection: reading it costs less than a new one.
    private static let smallRest = 64 << 10

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head) where (100..<200).contains(head.status.code) && head.status != .switchingProtocols:
            // Too late where a handler that streams its answer asks for the body only now (RFC 9110, 15.2); and HTTP/1.0 knows none.
            guard case .nothing = sending, refusal == nil, !discards, unanswered.first?.isOld != true else {
                promise?.succeed()
                return
            }
            context.write(data, promise: promise)
        case .head(let head): write(head, data, context: context, promise: promise)
        case .body:
            guard case .response = sending else {
                promise?.succeed()
                return
            }
            context.write(data, promise: promise)
        case .end: writeEnd(data, context: context, promise: promise)
        }
    }

    private func write(
        _ head: HTTPResponseHead,
        _ data: NIOAny,
        context: ChannelHandlerContext,
        promise: EventLoopPromise<Void>?
    ) {
        if case .response = sending {
            // Whoever wrote the response before did not end it: nothing can follow it.
            promise?.fail(ChannelError.ioOnClosedChannel)
            context.close(promise: nil)
        } else if discards {
            sending = .unasked
            promise?.succeed()
        } else if let refusal, unanswered.count <= (isReceivingBody ? 1 : 0) {
            sending = .refusal
            let body = refusal.body
            context.write(wrapOutboundOut(.head(refusal.head(bodyBytes: body.readableBytes))), promise: promise)
            if !refusesHead { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        } else {
            let framed = framed(head).map { wrapOutboundOut(.head($0)) }
            context.write(framed ?? data, promise: promise)
        }
    }

    /// The head with what the connection has to say in it, or nil if that is nothing; takes note whether the connection ends behind it.
    private func framed(_ head: HTTPResponseHead) -> HTTPResponseHead? {
        var head = head
        let request = unanswered.first
        var isLast = request?.isLast ?? true
        // Reading the field as a list costs more than seeing that most responses have none.
        if head.headers.first(name: "connection") != nil,
            head.headers[canonicalForm: "connection"].contains(where: { $0.lowercased() == "close" })
        {
            isLast = true
        }
        // The answer comes before the end of a body that is too long to wait for.
        if unanswered.count == 1, case .body(let arrival) = receiving, arrival.bytesMissing > Self.smallRest { isLast = true }
        if request?.isOld == true {
            // Without a length, only the connection's end tells such a client where the body ends.
            head.version = .http1_0
            if !head.headers.contains(name: "content-length"), head.status.mayHaveResponseBody { isLast = true }
            if !isLast { head.headers.replaceOrAdd(name: "connection", value: "keep-alive") }
        }
        if isLast {
            hasLastRequest = true
            held = []
            unanswered.removeLast(max(0, unanswered.count - 1))
            head.headers.replaceOrAdd(name: "connection", value: "close")
        }
        sending = .response(isLast: isLast)
        return isLast || request?.isOld == true ? head : nil
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
            release(context)
            return settle()
        }
        let promise = promise ?? context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { _ in self.end(context) }
        context.write(data, promise: promise)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch mode {
        case .output:
            end(context)
            promise?.succeed()
        case .all where isReceivingBody && !isSendingResponse:
            // The server shuts down behind an answer that came before the end of its request.
            end(context)
            context.channel.closeFuture.cascade(to: promise)
        case .all, .input: context.close(mode: mode, promise: promise)
        }
    }

    private var isSendingResponse: Bool {
        if case .response = sending { true } else { false }
    }
}
