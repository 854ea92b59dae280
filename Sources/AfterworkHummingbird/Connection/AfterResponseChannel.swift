import Afterwork
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypesHTTP1

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Hummingbird's HTTP/1.1 connections, each kept within limits and with a record of the tasks that its responses leave behind.
struct AfterResponseChannel: ServerChildChannel {
    /// One connection.
    struct Value: ServerChildChannelValue {
        let http: HTTP1Channel
        let parts: HTTP1Channel.Value

        var channel: any Channel { parts.channel }
    }

    let runner: BackgroundRunner
    let limits: ConnectionLimits
    let connections: ConnectionCount
    let responder: HTTPChannelHandler.Responder
    let configuration: HTTP1Channel.Configuration

    init(
        runner: BackgroundRunner,
        limits: ConnectionLimits,
        responder: @escaping HTTPChannelHandler.Responder,
        configuration: HTTP1Channel.Configuration
    ) {
        self.runner = runner
        self.limits = limits
        connections = ConnectionCount(most: limits.connections)
        self.responder = responder
        var configuration = configuration
        // A little more than allowed, so that the edge can tell what of the head is too large.
        let headBytes = limits.headBytes + ConnectionRefusal.lineWithoutTarget
        configuration.httpDecoder = .init(
            maxHeaderFieldSize: headBytes,
            maxHeaderListSize: headBytes,
            maxHeaderFieldCount: limits.headFields
        )
        self.configuration = configuration
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let admission = connections.enter()
        channel.closeFuture.whenComplete { [connections] _ in connections.leave() }
        watch(channel)
        let tasks = ResponseTasks()
        var configuration = configuration
        let others = configuration.additionalChannelHandlers
        configuration.additionalChannelHandlers = { [DeliveryHandler(tasks: tasks)] + others() }
        let http = HTTP1Channel(
            responder: { request, writer, channel in try await respond(to: request, writer, channel, tasks: tasks) },
            configuration: configuration
        )
        return http.setup(channel: channel, logger: logger).flatMapThrowing { parts in
            let pipeline = channel.pipeline.syncOperations
            let edge = EdgeHandler(limits: limits, admission: admission, logger: logger)
            try pipeline.addHandler(edge, position: .before(pipeline.handler(type: HTTP1ToHTTPServerCodec.self)))
            try pipeline.addHandler(ArrivalHandler(edge: edge), position: .first)
            return Value(http: http, parts: parts)
        }
    }

    /// Has the kernel tell soon what becomes of a connection: whether the client takes what it is sent, and whether it is still there.
    /// A socket that is not TCP's knows none of these options.
    private func watch(_ channel: any Channel) {
        guard let options = channel.syncOptions else { return }
        try? options.setOption(.tcpOption(.init(rawValue: TCP_NOTSENT_LOWAT)), value: Self.unsentBytes)
        try? options.setOption(.socketOption(.so_keepalive), value: 1)
        #if canImport(Darwin)
        try? options.setOption(.tcpOption(.init(rawValue: TCP_KEEPALIVE)), value: Self.keepAliveSeconds)
        #else
        try? options.setOption(.tcpOption(.init(rawValue: TCP_KEEPIDLE)), value: Self.keepAliveSeconds)
        #endif
    }

    /// How much the kernel takes before the client has. By itself it takes megabytes, and a slow client would seem to take nothing for
    /// minutes.
    private static let unsentBytes = SocketOptionValue(128 << 10)
    /// How long nothing comes from a client before the kernel asks whether it is there.
    private static let keepAliveSeconds = SocketOptionValue(60)

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
