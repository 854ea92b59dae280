public import AfterworkJSON

// Integers of every size are read alike, each within its own range.

extension FixedWidthInteger where Self: SchemaValue & ScalarValue {
    /// Reads an integer, also one written as a string, as a whole number with a fraction, or as a boolean.
    @inlinable
    public static func decode(from decoder: inout SchemaDecoder) throws(SchemaSyntaxError) -> Self? {
        switch try decoder.reader.peek() {
        case .number:
            let start = decoder.reader.offset
            let number = try decoder.reader.readNumber()
            if let value = number.integer(as: Self.self) { return value }
            decoder.refuse(number, readFrom: start)
            return nil
        case .string:
            return try decoder.scalar()
        case .bool:
            return try decoder.reader.readBool() ? 1 : 0
        case .null, .array, .object:
            try decoder.refuse(type: "int_type", message: "Input should be a valid integer")
            return nil
        }
    }

    /// Writes an integer.
    @inlinable
    public func encode(to writer: inout SchemaWriter) {
        writer.write(self)
    }
}

extension SchemaDecoder {
    /// Records that a number that was read is not such an integer.
    @usableFromInline
    mutating func refuse(_ number: JSONNumber, readFrom start: Int) {
        let isWhole = number.isInteger || number.double.map { $0 == $0.rounded() } ?? true
        refuse(isWhole ? ScalarFault.integerSize : .integerFromFraction, readFrom: start)
    }
}

extension FixedWidthInteger {
    /// Decimal digits, with a sign or without; white space around them and zeros behind a point do not count.
    init(scalarText text: String) throws(ScalarFault) {
        if let value = Self(text) {
            self = value
            return
        }
        let digits = text.trimmed.withoutZeroFraction
        guard let value = Self(digits) else { throw digits.isDecimalInteger ? .integerSize : .integer }
        self = value
    }
}

extension Substring {
    fileprivate var withoutZeroFraction: Substring {
        guard let point = lastIndex(of: "."), hasSuffix("0") else { return self }
        return self[point...].dropFirst().allSatisfy { $0 == "0" } ? self[..<point] : self
    }

    fileprivate var isDecimalInteger: Bool {
        let digits = utf8.first == UInt8(ascii: "-") || utf8.first == UInt8(ascii: "+") ? utf8.dropFirst() : utf8[...]
        return !digits.isEmpty && digits.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    }
}

extension FixedWidthInteger where Self: ScalarValue {
    /// Decimal digits, with a sign or without; white space around them and zeros behind a point do not count.
    public init(scalar text: String) throws(ScalarFault) {
        try self.init(scalarText: text)
    }
}

extension Int: SchemaValue, ScalarValue {}
extension Int8: SchemaValue, ScalarValue {}
extension Int16: SchemaValue, ScalarValue {}
extension Int32: SchemaValue, ScalarValue {}
extension Int64: SchemaValue, ScalarValue {}
extension UInt: SchemaValue, ScalarValue {}
extension UInt8: SchemaValue, ScalarValue {}
extension UInt16: SchemaValue, ScalarValue {}
extension UInt32: SchemaValue, ScalarValue {}
extension UInt64: SchemaValue, ScalarValue {}

extension ScalarFault {
    static let integer = ScalarFault(
        type: "int_parsing",
        message: "Input should be a valid integer, unable to parse string as an integer"
    )
    static let integerSize = ScalarFault(
        type: "int_parsing_size",
        message: "Unable to parse input string as an integer, exceeded maximum size"
    )
    static let integerFromFraction = ScalarFault(
        type: "int_from_float",
        message: "Input should be a valid integer, got a number with a fractional part"
    )
}
