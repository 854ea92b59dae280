public import Logging

/// Log lines as people who run Uvicorn know them: `INFO:     Application startup complete.`, metadata behind the message.
public struct ConsoleLogHandler: LogHandler {
    /// Values that every line of this logger carries.
    public var metadata: Logger.Metadata = [:]
    /// The least severe level that is written.
    public var logLevel: Logger.Level

    private let writer: ConsoleWriter

    /// Makes a handler.
    ///
    /// - Parameters:
    ///   - writer: Where the lines go.
    ///   - logLevel: The least severe level that is written.
    public init(writer: ConsoleWriter, logLevel: Logger.Level = .info) {
        self.writer = writer
        self.logLevel = logLevel
    }

    /// One value that every line of this logger carries.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes a line.
    public func log(event: LogEvent) {
        // What these libraries narrate, the server's own lines say already, or the error that they log is thrown as well.
        if event.source == "ServiceLifecycle" || (event.source == "HummingbirdCore" && event.level < .warning) { return }
        var text = event.message.description
        let values = event.metadata.map { metadata.merging($0) { _, new in new } } ?? metadata
        if !values.isEmpty {
            for (key, value) in values.sorted(by: { $0.key < $1.key }) { text += " \(key)=\(value)" }
        }
        if let error = event.error { text += " error=\(error)" }
        writer.write(Self.label(of: event.level, isColored: writer.isTerminal) + ConsoleWriter.printable(text))
    }

    private static func label(of level: Logger.Level, isColored: Bool) -> String {
        let (name, color) =
            switch level {
            case .trace: ("TRACE", 36)
            case .debug: ("DEBUG", 36)
            case .info, .notice: ("INFO", 32)
            case .warning: ("WARNING", 33)
            case .error: ("ERROR", 31)
            case .critical: ("CRITICAL", 91)
            }
        let label = isColored ? "\u{1B}[\(color)m\(name)\u{1B}[0m:" : "\(name):"
        return label + String(repeating: " ", count: max(1, 9 - name.count))
    }
}
