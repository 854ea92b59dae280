import HTTPTypes
public import Hummingbird
import NIOCore
import ServiceLifecycle

/// One event of an ``EventStream``.
public struct ServerSentEvent: Sendable, Hashable {
    /// What kind of event it is; a browser calls those without one `message`.
    public var event: String?
    /// What it says; may have several lines.
    public var data: String
    /// What the client names when it connects anew, in `Last-Event-ID`.
    public var id: String?

    /// Makes an event.
    ///
    /// - Parameters:
    ///   - event: What kind of event it is.
    ///   - data: What it says; may have several lines.
    ///   - id: What the client names when it connects anew.
    public init(event: String? = nil, data: String, id: String? = nil) {
        self.event = event
        self.data = data
        self.id = id
    }

    /// Makes an event that carries a value as JSON.
    ///
    /// - Parameters:
    ///   - event: What kind of event it is.
    ///   - json: What it says.
    ///   - id: What the client names when it connects anew.
    public init(event: String? = nil, json: some SchemaValue, id: String? = nil) {
        self.init(event: event, data: json.json, id: id)
    }

    /// The event as it is sent (HTML, 9.2.6). Line breaks would end a field, so there are none in a name or an id.
    var text: String {
        var text = ""
        if let event { text += "event: \(Self.oneLine(event))\n" }
        if let id { text += "id: \(Self.oneLine(id))\n" }
        let data = data.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        for line in data.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) { text += "data: \(Substring(line))\n" }
        return text + "\n"
    }

    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\n" && $0 != "\r" && $0 != "\0" }))
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
