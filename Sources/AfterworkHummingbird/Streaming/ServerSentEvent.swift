/// One event of a stream of server-sent events.
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

    /// The event as it is sent (HTML, 9.2.6). Line breaks would end a field, so there are none in a name or an id.
    package var text: String {
        var text = ""
        if let event { text += "event: \(Self.oneLine(event))\n" }
        if let id { text += "id: \(Self.oneLine(id))\n" }
        let data = data.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        for line in data.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) { text += "data: \(Substring(line))\n" }
        return text + "\n"
    }

    /// A line that clients ignore.
    package static let comment = ":\n\n"

    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\n" && $0 != "\r" && $0 != "\0" }))
    }
}
