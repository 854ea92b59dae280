import NIOCore

// How long.
extension EdgeHandler {
    private var wait: Patience.Wait? {
        if discards { return .end }
        if isStalled { return .reading }
        // The refusal follows at once, unless nobody is left to write it.
        if refusal != nil { return unanswered.isEmpty ? .end : nil }
        switch receiving {
        // A request that is held is not yet asked for the rest of it.
        case .body: return wantsBytes && held.isEmpty ? .body : nil
        case .head, .nothing: break
        }
        guard unanswered.isEmpty else { return nil }
        // Nothing is missing but that the client takes its last response.
        if hasLastRequest { return .reading }
        if case .head = receiving { return .head }
        return .request
    }

    /// Sees to it that the alarm rings no later than the present wait ends. It may ring earlier: setting it for every wait would cost
    /// each request more than asking anew.
    func settle() {
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
            case .request, .reading:
                guard isBeingRead(context) else { return context.close(promise: nil) }
                patience.restart(now: context.eventLoop.now)
            case .head: refuse(.headTooSlow(limits), context: context)
            case .body: refuse(.bodyTooSlow(limits), context: context)
            case .end: return context.close(promise: nil)
            case nil: break
            }
        }
        settle()
    }

    /// Whether something waits for the client, and it has taken some since the alarm rang before.
    private func isBeingRead(_ context: ChannelHandlerContext) -> Bool {
        let waiting = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        defer { bytesStalled = waiting }
        return waiting > 0 && waiting != bytesStalled
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isStalled = !context.channel.isWritable
        bytesStalled = nil
        settle()
        context.fireChannelWritabilityChanged()
    }
}
