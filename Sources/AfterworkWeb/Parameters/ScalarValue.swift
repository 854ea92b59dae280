/// A value that is written as one piece of text in a path, a query or a form.
public protocol ScalarValue: Sendable {
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

    /// Makes a fault.
    ///
    /// - Parameters:
    ///   - type: The kind of fault, as Pydantic names it.
    ///   - message: What the value should be.
    public init(type: String, message: String) {
        self.type = type
        self.message = message
    }
}

extension String: ScalarValue {
    /// Any text is a string.
    public init(scalar text: String) throws(ScalarFault) {
        self = text
    }
}

extension Int: ScalarValue {
    /// Decimal digits, with a sign or without.
    public init(scalar text: String) throws(ScalarFault) {
        guard let value = Int(text) else { throw .integer }
        self = value
    }
}

extension Double: ScalarValue {
    /// A decimal number, with an exponent or without; finite.
    public init(scalar text: String) throws(ScalarFault) {
        guard let value = Double(text), value.isFinite else {
            throw ScalarFault(type: "float_parsing", message: "Input should be a valid number, unable to parse string as a number")
        }
        self = value
    }
}

extension Bool: ScalarValue {
    /// What Pydantic takes for true and false: 1 and 0, true and false, t and f, yes and no, y and n, on and off, in any case.
    public init(scalar text: String) throws(ScalarFault) {
        switch text.lowercased() {
        case "1", "true", "t", "yes", "y", "on": self = true
        case "0", "false", "f", "no", "n", "off": self = false
        default: throw .boolean
        }
    }
}

extension ScalarFault {
    static let integer = ScalarFault(
        type: "int_parsing",
        message: "Input should be a valid integer, unable to parse string as an integer"
    )
    static let boolean = ScalarFault(type: "bool_parsing", message: "Input should be a valid boolean, unable to interpret input")
}
