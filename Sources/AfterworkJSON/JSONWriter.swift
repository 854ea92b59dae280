/// Writes compact JSON in exactly the order it is told.
///
/// Commas, colons and escapes are the writer's work; the caller names the structure:
///
/// ```swift
/// var writer = JSONWriter()
/// writer.beginObject()
/// writer.key("id")
/// writer.write(7)
/// writer.key("tags")
/// writer.beginArray()
/// writer.write("new")
/// writer.endArray()
/// writer.endObject()
/// writer.bytes  // {"id":7,"tags":["new"]}
/// ```
///
/// Strings are escaped as Python's `json.dumps(…, ensure_ascii=False)` does it: only `"`, `\` and control characters are, and
/// everything beyond ASCII is kept as UTF-8.
///
/// The writer does not check that containers are closed, that a key comes before each value of an object, or that there is one value
/// only. That is the caller's part.
public struct JSONWriter: Sendable {
    /// What has been written so far, in UTF-8.
    public internal(set) var bytes: [UInt8]

    /// Whether a value has been written that another would have to be separated from.
    var needsComma = false

    /// An empty writer.
    ///
    /// - Parameter reservingCapacity: How many bytes to make room for at once. More may be written.
    public init(reservingCapacity: Int = 256) {
        bytes = []
        bytes.reserveCapacity(max(0, reservingCapacity))
    }

    /// Opens an object. Each member is a key and then one value.
    public mutating func beginObject() {
        open(ASCII.openBrace)
    }

    /// Closes the object opened last.
    public mutating func endObject() {
        close(ASCII.closeBrace)
    }

    /// Opens an array.
    public mutating func beginArray() {
        open(ASCII.openBracket)
    }

    /// Closes the array opened last.
    public mutating func endArray() {
        close(ASCII.closeBracket)
    }

    /// Writes the key of an object's next member. One value must follow.
    public mutating func key(_ name: String) {
        var name = name
        name.withUTF8 { writeKey($0) }
    }

    /// Writes the key of an object's next member, the fast way for names known at compile time. One value must follow.
    ///
    /// Swift takes a bare literal for a `String`; write `key("id" as StaticString)` to choose this one.
    public mutating func key(_ name: StaticString) {
        name.withUTF8Buffer { writeKey($0) }
    }

    /// Writes a string.
    public mutating func write(_ value: String) {
        separate()
        var value = value
        value.withUTF8 { bytes.appendJSONString($0) }
    }

    /// Writes `true` or `false`.
    public mutating func write(_ value: Bool) {
        writeLiteral(value ? "true" : "false")
    }

    /// Writes the shortest number that reads back as the same value, with a fraction or an exponent: `2.0`, `0.1`, `1e+22`.
    ///
    /// The spelling is Swift's. It is Python's too, except that between 2⁵³ and 10¹⁶ Python writes no exponent.
    ///
    /// - Throws: ``JSONEncodingError`` when the value is infinite or not a number. Nothing is written then.
    public mutating func write(_ value: Double) throws(JSONEncodingError) {
        guard value.isFinite else { throw JSONEncodingError(notFinite: value) }
        writeDigits(value.description)
    }

    /// Writes the shortest number that reads back as the same value.
    ///
    /// - Throws: ``JSONEncodingError`` when the value is infinite or not a number. Nothing is written then.
    public mutating func write(_ value: Float) throws(JSONEncodingError) {
        guard value.isFinite else { throw JSONEncodingError(notFinite: Double(value)) }
        writeDigits(value.description)
    }

    /// Writes an integer in decimal.
    @inlinable
    public mutating func write<I: FixedWidthInteger>(_ value: I) {
        if let magnitude = UInt64(exactly: value.magnitude) {
            writeInteger(magnitude: magnitude, isNegative: value < 0)
        } else {
            writeDigits(String(value))
        }
    }

    /// Writes `null`.
    public mutating func writeNull() {
        writeLiteral("null")
    }

    /// Writes a value that is JSON already, byte for byte.
    public mutating func write(_ raw: RawJSON) {
        separate()
        bytes.append(contentsOf: raw.bytes)
    }
}

extension JSONWriter {
    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    @inline(__always)
    mutating func separate() {
        if needsComma { bytes.append(ASCII.comma) }
        needsComma = true
    }

    @inline(__always)
    private mutating func writeKey(_ name: UnsafeBufferPointer<UInt8>) {
        separate()
        bytes.appendJSONString(name)
        bytes.append(ASCII.colon)
        needsComma = false
    }

    private mutating func writeLiteral(_ literal: StaticString) {
        separate()
        literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Writes a number that Swift has spelled, which JSON spells the same way.
    @usableFromInline
    mutating func writeDigits(_ digits: String) {
        separate()
        bytes.append(contentsOf: digits.utf8)
    }

    @usableFromInline
    mutating func writeInteger(magnitude: UInt64, isNegative: Bool) {
        separate()
        // A sign and the twenty digits of UInt64.max.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 21) { digits in
            var start = digits.count
            var rest = magnitude
            repeat {
                start &-= 1
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                digits.initializeElement(at: start, to: ASCII.zero &+ UInt8(truncatingIfNeeded: digit))
                rest = quotient
            } while rest > 0
            if isNegative {
                start &-= 1
                digits.initializeElement(at: start, to: ASCII.minus)
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }
}
