extension JSONReader {
    /// The six kinds of value that JSON has.
    public enum Kind: Sendable {
        /// `null`
        case null
        /// `true` or `false`
        case bool
        /// A number, whole or not.
        case number
        /// A string in double quotes.
        case string
        /// A list in square brackets.
        case array
        /// Keys and values in braces.
        case object
    }
}

extension JSONReader.Kind {
    /// The first byte of a value decides its kind; `nil` when no value starts with it.
    @inline(__always)
    init?(firstByte: UInt8) {
        switch firstByte {
        case ASCII.quote: self = .string
        case ASCII.minus, UInt8(ascii: "0")...UInt8(ascii: "9"): self = .number
        case ASCII.openBrace: self = .object
        case ASCII.openBracket: self = .array
        case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .bool
        case UInt8(ascii: "n"): self = .null
        default: return nil
        }
    }
}
