import Afterwork
import HummingbirdCore
import Logging
import NIOCore

/// Hummingbird's HTTP/1.1 connections, each with a record of the tasks that its responses leave behind.
struct AfterResponseChannel: ServerChildChannel {
    /// One connection.
    struct Value: ServerChildChannelValue {
        let http: HTTP1Channel
        let parts: HTTP1Channel.Value

        var channel: any Channel { parts.channel }
    }

    let runner: BackgroundRunner
    let responder: HTTPChannelHandler.Responder
    let configuration: HTTP1Channel.Configuration

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let tasks = ResponseTasks()
        var configuration = configuration
        let others = configuration.additionalChannelHandlers
        configuration.additionalChannelHandlers = { [DeliveryHandler(tasks: tasks), UnreadBodyHandler()] + others() }
        let http = HTTP1Channel(
            responder: { request, writer, channel in try await respond(to: request, writer, channel, tasks: tasks) },
            configuration: configuration
        )
        return http.setup(channel: channel, logger: logger).map { Value(http: http, parts: $0) }
    }

    func handle(value: Value, logger: Logger) async {
        await value.http.handle(value: value.parts, logger: logger)
    }

    private func respond(
        to request: Request,
        _ writer: consuming ResponseWriter,
        _ channel: any Channel,
        tasks: ResponseTasks
    ) async throws {
        var request = request
        request.answerExpectation(on: channel)
        let list = runner.makeList()
        tasks.begin(list)
        defer { tasks.end(list) }
        // A closure cannot consume what it captures, so the writer is passed through an optional.
        var held: ResponseWriter? = consume writer
        try await RequestScope.$current.withValue(RequestScope(tasks: list, waitUntilClientLeaves: tasks.waitUntilClientLeaves)) {
            guard let writer = held.take() else { return }
            try await responder(request, writer, channel)
        }
    }
}
