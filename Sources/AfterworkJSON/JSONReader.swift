/// Reads JSON value by value, without building a tree, strictly by RFC 8259.
///
/// The caller asks for what it expects, in the order of the text:
///
/// ```swift
/// let keys: JSONKeys = ["id", "title"]
/// var reader = JSONReader(Array(#"{"id": 7, "title": "Ada", "extra": []}"#.utf8))
/// var id: Int?
/// var title: String?
/// try reader.beginObject()
/// while let key = try reader.nextKey(keys) {
///     switch key {
///     case .known(0): id = try reader.readNumber().integer(as: Int.self)
///     case .known(_): title = try reader.readString()
///     case .unknown: try reader.skipValue()
///     }
/// }
/// try reader.readEnd()
/// ```
///
/// No text makes it crash, recurse or take more than linear time. What Python tolerates beyond the standard is an error too: `NaN` and
/// `Infinity`, lone surrogates, malformed UTF-8. An object's keys come as they are written, repeated ones included.
///
/// Asking for a value of another kind than the next one throws as well, with a message such as `Expecting string`. Use ``peek()`` to
/// choose instead. After an error the reader's position is unspecified; make no further calls.
public struct JSONReader: Sendable {
    let bytes: [UInt8]
    let depthLimit: Int
    var position = 0

    /// How many arrays and objects are open.
    var depth = 0

    /// Whether the last thing read opened a container, so that no comma is due before its first member.
    var isAtFirstMember = false

    /// The index at which ``nextKey(_:)`` looks first.
    var expectedKey = 0

    /// Reads UTF-8 text.
    ///
    /// - Parameters:
    ///   - bytes: The text.
    ///   - depthLimit: How many arrays and objects may lie within one another. One more is an error.
    public init(_ bytes: [UInt8], depthLimit: Int = 128) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    /// How many bytes have been consumed.
    public var offset: Int { position }

    /// The kind of the next value. Skips whitespace and consumes nothing else.
    ///
    /// Only the value's first byte is looked at; reading or skipping the value says whether the rest is right.
    ///
    /// - Throws: ``JSONSyntaxError`` when no value starts here.
    public mutating func peek() throws(JSONSyntaxError) -> Kind {
        skipWhitespace()
        guard position < bytes.count, let kind = Kind(firstByte: bytes[position]) else { throw error(.expectingValue) }
        return kind
    }

    /// Reads `null`.
    ///
    /// - Throws: ``JSONSyntaxError`` when anything else comes next.
    public mutating func readNull() throws(JSONSyntaxError) {
        skipWhitespace()
        guard take("null") else { throw mismatch(.null) }
    }

    /// Reads `true` or `false`.
    ///
    /// - Throws: ``JSONSyntaxError`` when anything else comes next.
    public mutating func readBool() throws(JSONSyntaxError) -> Bool {
        skipWhitespace()
        if take("true") { return true }
        if take("false") { return false }
        throw mismatch(.bool)
    }

    /// Reads a string and resolves its escapes.
    ///
    /// - Throws: ``JSONSyntaxError`` when anything else comes next, or when the string is malformed.
    public mutating func readString() throws(JSONSyntaxError) -> String {
        skipWhitespace()
        guard position < bytes.count, bytes[position] == ASCII.quote else { throw mismatch(.string) }
        let start = position
        let (string, end) = try bytes.withUnsafeBufferPointer { (text) throws(JSONSyntaxError) in
            let literal = try StringLiteral(in: text, at: start)
            return (try literal.string(in: text), literal.end)
        }
        position = end
        return string
    }

    /// Reads a number of any size.
    ///
    /// - Throws: ``JSONSyntaxError`` when anything else comes next.
    public mutating func readNumber() throws(JSONSyntaxError) -> JSONNumber {
        skipWhitespace()
        let start = position
        let read = bytes.withUnsafeBufferPointer { text -> (JSONNumber, end: Int)? in
            guard let literal = NumberLiteral(in: text, at: start) else { return nil }
            return (literal.number(in: text), literal.range.upperBound)
        }
        guard let (number, end) = read else { throw mismatch(.number) }
        position = end
        return number
    }

    /// Reads to the end of the text, where only whitespace may remain.
    ///
    /// - Throws: ``JSONSyntaxError`` with the message `Extra data` when there is more.
    public mutating func readEnd() throws(JSONSyntaxError) {
        skipWhitespace()
        guard position == bytes.count else { throw error(.extraData) }
    }
}

extension JSONReader {
    @inline(__always)
    mutating func skipWhitespace() {
        while position < bytes.count, ASCII.isWhitespace(bytes[position]) { position &+= 1 }
    }

    /// Consumes `literal` if it comes next.
    private mutating func take(_ literal: StaticString) -> Bool {
        let start = position
        let isNext = bytes.withUnsafeBufferPointer { text in
            literal.withUTF8Buffer { text.count - start >= $0.count && text[start..<start + $0.count].elementsEqual($0) }
        }
        if isNext { position += literal.utf8CodeUnitCount }
        return isNext
    }

    /// What to throw at the current position.
    @inline(never)
    func error(_ reason: JSONSyntaxError.Reason) -> JSONSyntaxError {
        bytes.withUnsafeBufferPointer { JSONSyntaxError(reason, at: position, in: $0) }
    }

    /// What to throw when the next value is not of the kind asked for: no value at all is the graver error.
    @inline(never)
    func mismatch(_ kind: Kind) -> JSONSyntaxError {
        guard position < bytes.count, let actual = Kind(firstByte: bytes[position]), actual != kind else { return error(.expectingValue) }
        switch kind {
        case .null: return error(.expectingNull)
        case .bool: return error(.expectingBool)
        case .number: return error(.expectingNumber)
        case .string: return error(.expectingString)
        case .array: return error(.expectingArray)
        case .object: return error(.expectingObject)
        }
    }
}
