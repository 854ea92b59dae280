public import AfterworkHummingbird
import HTTPTypes
public import Hummingbird
import NIOCore
import ServiceLifecycle

extension ServerSentEvent {
    /// Makes an event that carries a value as JSON.
    ///
    /// - Parameters:
    ///   - event: What kind of event it is.
    ///   - json: What it says.
    ///   - id: What the client names when it connects anew.
    public init(event: String? = nil, json: some SchemaValue, id: String? = nil) {
        self.init(event: event, data: json.json, id: id)
    }
}

/// Server-sent events: a response that goes on, one event after another, for as long as there are any and the client listens.
///
/// When the server shuts down it ends, so that a client that listens does not hold up the shutdown. A browser connects anew by itself.
///
/// ```swift
/// @Get("/clock")
/// func clock() -> EventStream {
///     EventStream(ticks.map { ServerSentEvent(event: "tick", data: "\($0)") })
/// }
/// ```
public struct EventStream: RouteOutput {
    private let body: @Sendable () -> ResponseBody

    /// Makes a stream.
    ///
    /// - Parameter events: The events. When the client leaves, the task that waits for the next one is cancelled.
    public init<Events: AsyncSequence & Sendable>(_ events: Events) where Events.Element == ServerSentEvent {
        body = { ResponseBody.streaming(events.cancelOnGracefulShutdown()) { ByteBuffer(string: $0.text) } }
    }

    /// A response of type `text/event-stream` that no cache keeps.
    public func response(from request: Request, context: any RequestContext) -> Response {
        Response(status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body())
    }
}
