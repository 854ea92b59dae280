/// A value that is written as one piece of text in a path, a query or a form.
public protocol ScalarValue: ParameterValue {
    /// Reads the text.
    ///
    /// - Parameter text: What the client sent, percent-decoded.
    /// - Throws: ``ScalarFault`` if the text does not stand for such a value.
    init(scalar text: String) throws(ScalarFault)
}

/// Why a piece of text is not the value that it should be.
public struct ScalarFault: Error, Sendable, Hashable {
    /// The kind of fault, as Pydantic names it: `int_parsing`.
    public let type: String
    /// What the value should be, in a sentence.
    public let message: String
    /// What a program may want to know of it: `expected`, `error`.
    public let context: [ValidationFault.Context]

    /// Makes a fault.
    ///
    /// - Parameters:
    ///   - type: The kind of fault, as Pydantic names it.
    ///   - message: What the value should be.
    ///   - context: What a program may want to know of it.
    public init(type: String, message: String, context: [ValidationFault.Context] = []) {
        self.type = type
        self.message = message
        self.context = context
    }
}
