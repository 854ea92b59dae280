/// Why a text is not JSON, and where.
///
/// Messages and positions are those of Python's `json` module, so that they mean the same to a client whichever server it talks to:
///
/// ```swift
/// var reader = JSONReader(Array(#"{"name" "Ada"}"#.utf8))
/// try reader.skipValue()  // throws: Expecting ':' delimiter (char 8)
/// ```
///
/// No message quotes the text itself, so an error can be logged without leaking what was sent.
public struct JSONSyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was expected or is wrong, such as `Expecting value`.
    public var message: String

    /// Where, counted in Unicode scalars from the start of the text, as Python's `json` module counts; 0 is the first.
    public var offset: Int

    /// Where, counted in bytes of UTF-8 from the start of the text.
    public var byteOffset: Int

    /// An error with its position counted both ways.
    public init(message: String, offset: Int, byteOffset: Int) {
        self.message = message
        self.offset = offset
        self.byteOffset = byteOffset
    }

    /// The message and the position in scalars, such as `Expecting value (char 4)`.
    public var description: String {
        "\(message) (char \(offset))"
    }
}

extension JSONSyntaxError {
    /// The ways in which a text can fail to be JSON.
    enum Reason: String {
        case expectingValue = "Expecting value"
        case expectingPropertyName = "Expecting property name enclosed in double quotes"
        case expectingColon = "Expecting ':' delimiter"
        case expectingComma = "Expecting ',' delimiter"
        case unterminatedString = "Unterminated string starting at"
        case invalidControlCharacter = "Invalid control character at"
        case invalidEscape = "Invalid \\escape"
        case invalidUnicodeEscape = "Invalid \\uXXXX escape"
        case unpairedSurrogate = "Unpaired surrogate in \\uXXXX escape"
        case invalidUTF8 = "Invalid UTF-8"
        case byteOrderMark = "Unexpected UTF-8 BOM (decode using utf-8-sig)"
        case nestedTooDeeply = "Nested too deeply"
        case extraData = "Extra data"
        case expectingNull = "Expecting null"
        case expectingBool = "Expecting boolean"
        case expectingNumber = "Expecting number"
        case expectingString = "Expecting string"
        case expectingArray = "Expecting array"
        case expectingObject = "Expecting object"
    }

    /// Everything before `byteOffset` has been read, and is therefore well-formed UTF-8.
    @inline(never)
    init(_ reason: Reason, at byteOffset: Int, in text: UnsafeBufferPointer<UInt8>) {
        self.init(
            message: Self.underlying(reason, at: byteOffset, in: text).rawValue,
            offset: text[..<byteOffset].count { !UTF8Sequence.isContinuation($0) },
            byteOffset: byteOffset
        )
    }

    /// Outside strings every byte beyond ASCII is wrong already; a malformed one or a byte order mark deserves the truer name.
    private static func underlying(_ reason: Reason, at byteOffset: Int, in text: UnsafeBufferPointer<UInt8>) -> Reason {
        if byteOffset == 0, text.starts(with: [0xEF, 0xBB, 0xBF]) { return .byteOrderMark }
        if byteOffset < text.count, UTF8Sequence.length(in: text, at: byteOffset) == 0 { return .invalidUTF8 }
        return reason
    }
}
