/// Why a value cannot be written as JSON.
///
/// JSON has no way to write a number that is not finite (RFC 8259, section 6). The writer is left as it was before the call, so the
/// caller may write something else in its place.
public struct JSONEncodingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What could not be written and what to do instead.
    public var message: String

    /// An error with its message.
    public init(message: String) {
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

extension JSONEncodingError {
    init(notFinite value: Double) {
        self.init(message: "JSON has no number for \(value). Nothing was written; write null, a string or a finite number instead.")
    }
}
