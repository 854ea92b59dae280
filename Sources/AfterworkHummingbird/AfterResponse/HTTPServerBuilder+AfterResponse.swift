public import Afterwork
import Hummingbird
public import HummingbirdCore
import NIOCore

extension HTTPServerBuilder {
    /// An HTTP/1.1 server that starts a response's background tasks after its last byte was handed to the kernel.
    ///
    /// It also answers `Expect: 100-continue` when a handler first reads the body, and closes the connection of a client that goes on
    /// sending a body nobody wants.
    ///
    /// ```swift
    /// let application = Application(router: router, server: .afterResponse(runner), services: [runner])
    /// ```
    ///
    /// - Parameters:
    ///   - runner: Runs the tasks. Add it to the application's services too.
    ///   - configuration: The configuration of the HTTP/1.1 channel.
    /// - Returns: A builder for ``Hummingbird/Application``.
    public static func afterResponse(
        _ runner: BackgroundRunner,
        configuration: HTTP1Channel.Configuration = HTTP1Channel.Configuration()
    ) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            var configuration = configuration
            let others = configuration.additionalChannelHandlers
            configuration.additionalChannelHandlers = { [DeliveryHandler(), UnreadBodyHandler()] + others() }
            return HTTP1Channel(responder: AfterResponse(runner: runner, responder: responder).respond, configuration: configuration)
        }
    }
}

/// Answers a request and, once the fate of the response is known, hands its tasks to the runner.
private struct AfterResponse {
    let runner: BackgroundRunner
    let responder: HTTPChannelHandler.Responder

    @Sendable
    func respond(_ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel) async throws {
        var request = request
        request.answerExpectation(on: channel)
        let list = runner.makeList()
        // The hand-over belongs after the writes, also when they fail: then the response is known to be undeliverable.
        defer { handOver(list, on: channel) }
        // A closure cannot consume what it captures, so the writer is passed through an optional.
        var held: ResponseWriter? = consume writer
        try await RequestTasks.$current.withValue(list) {
            guard let writer = held.take() else { return }
            try await responder(request, writer, channel)
        }
    }

    private func handOver(_ list: TaskList, on channel: any Channel) {
        // A handler that got past the middleware ended by returning or by throwing; whoever threw was sealed there already.
        list.seal(.returned)
        if list.isEmpty { return list.handOver() }
        let delivered = channel.eventLoop.makePromise(of: Void.self)
        delivered.futureResult.whenComplete { _ in list.handOver() }
        // On the event loop this comes after the writes of the response, and fails if the channel is gone.
        channel.triggerUserOutboundEvent(DeliveryHandler.Question(), promise: delivered)
    }
}
