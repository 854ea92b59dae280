import NIOCore

/// Tells the edge what it cannot see behind the parser: that bytes have come, and that more are wanted.
///
/// It is the first in the pipeline.
final class ArrivalHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private let edge: EdgeHandler

    init(edge: EdgeHandler) {
        self.edge = edge
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if edge.takes(unwrapInboundIn(data)) { context.fireChannelRead(data) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        edge.readEnded()
        context.fireChannelReadComplete()
        // Nobody behind the edge asks for what is thrown away.
        if edge.discards { context.read() }
    }

    func read(context: ChannelHandlerContext) {
        if edge.readBegins() { context.read() }
    }
}

@available(*, unavailable)
extension ArrivalHandler: Sendable {}
