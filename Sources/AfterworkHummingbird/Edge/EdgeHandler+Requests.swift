import NIOCore
import NIOHTTP1

// What comes.
extension EdgeHandler {
    /// How many bytes are read and thrown away at the end, so that a client that is still sending sees the last answer.
    private static let largestDrain = 16 << 20
    /// How many bytes of requests are read before their turn; what the last read brings comes on top.
    static let mostHeld = 16 << 10

    /// Takes note of bytes that have come; false if they are to be thrown away.
    func takes(_ bytes: ByteBuffer) -> Bool {
        if discards || refusal != nil {
            bytesDiscarded += bytes.readableBytes
            if bytesDiscarded > Self.largestDrain { context?.close(promise: nil) }
            return false
        }
        if !held.isEmpty { bytesHeld += bytes.readableBytes }
        switch receiving {
        case .nothing:
            let arrival = HeadArrival().adding(bytes)
            receiving = .head(arrival)
            isReceivingHEAD = arrival.isHEAD
        case .head(let arrival): receiving = .head(arrival.adding(bytes))
        case .body(let arrival):
            receiving = .body(arrival.adding(raw: bytes.readableBytes))
            if let context { patience.restart(now: context.eventLoop.now) }
        }
        return true
    }

    /// Whether more bytes may be read. A few are while a request waits for its turn: only who reads learns that the client has left.
    func readBegins() -> Bool {
        if held.isEmpty {
            bytesHeld = 0
        } else if bytesHeld >= Self.mostHeld || refusal != nil {
            return false
        }
        wantsBytes = true
        settle()
        return true
    }

    /// Takes note that the parser has seen what had come. It counts no white space and nothing of chunks but what is in them.
    func readEnded() {
        wantsBytes = false
        if let context, refusal == nil, !discards {
            switch receiving {
            case .head(let arrival) where arrival.isTooLarge(limits):
                refuse(arrival.lineIsTooLong(limits) ? .targetTooLong(limits) : .headTooLarge(limits), context: context)
            case .body(let arrival) where arrival.isMostlyFraming: refuse(.mostlyFraming, context: context)
            case .nothing, .head, .body: break
            }
        }
        settle()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard refusal == nil, !discards else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): take(head, data, context: context)
        case .body(let buffer):
            guard case .body(let arrival) = receiving else { return }
            receiving = .body(arrival.adding(payload: buffer.readableBytes))
            patience.earn(bytes: buffer.readableBytes)
            pass(data, context: context)
        case .end:
            guard case .body = receiving else { return }
            receiving = .nothing
            isReceivingHEAD = false
            pass(data, context: context)
        }
    }

    private func take(_ head: HTTPRequestHead, _ data: NIOAny, context: ChannelHandlerContext) {
        guard !hasLastRequest else { return }
        isReceivingHEAD = head.method == .HEAD
        let rules = RequestHeadRules(head, limits: limits)
        if let refusal = rules.refusal { return refuse(refusal, context: context) }
        var head = head
        if rules.isLast {
            hasLastRequest = true
            head.headers.replaceOrAdd(name: "connection", value: "close")
        }
        if let authority = rules.authority { head.headers.replaceOrAdd(name: "host", value: authority) }
        let data = rules.isLast || rules.authority != nil ? wrapInboundOut(.head(head)) : data
        if !unanswered.isEmpty, held.isEmpty { held = [.head(head)] } else { pass(data, context: context) }
        unanswered.append(Unanswered(isLast: rules.isLast, isOld: rules.isOld))
        receiving = .body(BodyArrival(bytesDeclared: rules.bodyBytes))
        patience.beginBody()
    }

    /// Hands a part on, or keeps it where those before it are kept.
    private func pass(_ data: NIOAny, context: ChannelHandlerContext) {
        if held.isEmpty {
            context.fireChannelRead(data)
        } else {
            held.append(unwrapInboundIn(data))
        }
    }

    /// Hands on the next request, as much of it as has come.
    func release(_ context: ChannelHandlerContext) {
        guard !held.isEmpty else { return }
        let end = held.firstIndex { if case .end = $0 { true } else { false } } ?? held.endIndex - 1
        let next = held[...end]
        held.removeSubrange(...end)
        for part in next { context.fireChannelRead(wrapInboundOut(part)) }
        context.fireChannelReadComplete()
        guard held.isEmpty else { return }
        if refusal != nil { tellRefusal(context) }
        if holdsEnd { context.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }
        holdsEnd = false
        context.channel.read()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else { return context.fireErrorCaught(error) }
        // What follows the last request, or a refusal, is nobody's.
        guard refusal == nil, !discards, !hasLastRequest || isReceivingBody else { return }
        let isInTarget = if case .head(let arrival) = receiving { arrival.lineIsTooLong(limits) } else { false }
        refuse(ConnectionRefusal(error, isInTarget: isInTarget, limits: limits), context: context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent {
            if discards { context.close(promise: nil) }
            holdsEnd = !held.isEmpty
            // Whoever is at work on a response may end it; the end of the requests comes behind those that are held.
            if holdsEnd { return context.fireUserInboundEventTriggered(ClientDeparture()) }
        }
        context.fireUserInboundEventTriggered(event)
    }
}
