import Afterwork
import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Hands a response's tasks over when its last byte was handed to the kernel, or when it is known that it never will be.
///
/// The response writer schedules its writes on the event loop and returns; only the promise of the last write tells that the bytes
/// are out. For the same reason a close waits for them: whoever asks for it believes that the response is written. How long a client
/// may take nothing of it is the edge's affair.
final class DeliveryHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let tasks: ResponseTasks
    /// The tasks of the response that is being written.
    private var current: TaskList?
    /// Fulfilled when the last response is out; nil while one is being written.
    private var lastEnd: EventLoopFuture<Void>?

    init(tasks: ResponseTasks) {
        self.tasks = tasks
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head) where head.status.kind != .informational:
            // A response that is cut off must not be taken for the one before it.
            current?.handOver()
            current = tasks.next()
            lastEnd = nil
            context.write(data, promise: promise)
        case .head, .body:
            context.write(data, promise: promise)
        case .end:
            let promise = promise ?? context.eventLoop.makePromise(of: Void.self)
            lastEnd = promise.futureResult
            if let list = current.take() { promise.futureResult.assumeIsolated().whenComplete { [tasks] _ in tasks.settle(list) } }
            context.write(data, promise: promise)
        }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode != .input, let lastEnd else { return context.close(mode: mode, promise: promise) }
        lastEnd.assumeIsolated().whenComplete { _ in context.close(mode: mode, promise: promise) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ClientDeparture { return tasks.noteClientLeft() }
        if case .inputClosed? = event as? ChannelEvent { tasks.noteClientLeft() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        tasks.noteClientLeft()
        tasks.close(begun: current.take())
        context.fireChannelInactive()
    }
}

@available(*, unavailable)
extension DeliveryHandler: Sendable {}
