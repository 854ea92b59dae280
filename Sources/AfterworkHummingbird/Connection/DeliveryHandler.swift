import NIOCore
import NIOHTTPTypes

/// Knows when the last response was handed to the kernel.
///
/// The response writer schedules its writes on the event loop and returns; only the promise of the last write tells that the bytes
/// are out. A ``Question`` sent down the pipeline after a response is answered when that promise is: with success when the bytes are
/// in the kernel, with an error when they never will be.
final class DeliveryHandler: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Asks whether the response just written was delivered.
    struct Question {}

    /// The response was never written to its end.
    struct Undelivered: Error {}

    private var lastEnd: EventLoopFuture<Void>?

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head:
            // A response that is cut off must not be taken for the one before it.
            lastEnd = nil
            context.write(data, promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            let promise = promise ?? context.eventLoop.makePromise(of: Void.self)
            lastEnd = promise.futureResult
            context.write(data, promise: promise)
        }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is Question else { return context.triggerUserOutboundEvent(event, promise: promise) }
        if let lastEnd {
            lastEnd.cascade(to: promise)
        } else {
            promise?.fail(Undelivered())
        }
    }
}

@available(*, unavailable)
extension DeliveryHandler: Sendable {}
