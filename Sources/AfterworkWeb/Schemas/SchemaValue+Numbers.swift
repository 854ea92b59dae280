public import AfterworkJSON

extension Double: SchemaValue, ScalarValue {
    /// Reads a finite number, also one written as a string or as a boolean.
    public static func decode(from decoder: inout SchemaDecoder) throws(SchemaSyntaxError) -> Double? {
        let kind = try decoder.reader.peek()
        let start = decoder.reader.offset
        switch kind {
        case .number:
            if let value = try decoder.reader.readNumber().double { return value }
            decoder.refuse(.notFinite, readFrom: start)
            return nil
        case .string:
            let text = try decoder.reader.readString()
            do { return try Double(scalar: text) } catch { decoder.refuse(error, readFrom: start) }
            return nil
        case .bool:
            return try decoder.reader.readBool() ? 1 : 0
        case .null, .array, .object:
            try decoder.refuse(type: "float_type", message: "Input should be a valid number")
            return nil
        }
    }

    /// Writes a number. One that JSON has no way to write becomes null.
    public func encode(to writer: inout SchemaWriter) {
        do { try writer.write(self) } catch { writer.writeNull() }
    }

    /// A decimal number, with an exponent or without; finite. White space around it does not count.
    public init(scalar text: String) throws(ScalarFault) {
        // Swift reads hexadecimal numbers too, which no other client or server does.
        guard !text.utf8.contains(where: { $0 == UInt8(ascii: "x") || $0 == UInt8(ascii: "X") }), let value = Double(text.trimmed) else {
            throw .number
        }
        guard value.isFinite else { throw .notFinite }
        self = value
    }
}

extension Float: SchemaValue, ScalarValue {
    /// Reads a number as `Double` does; one that a `Float` cannot hold is a fault.
    public static func decode(from decoder: inout SchemaDecoder) throws(SchemaSyntaxError) -> Float? {
        let start = try decoder.startOfValue()
        guard let double = try Double.decode(from: &decoder) else { return nil }
        let value = Float(double)
        if value.isFinite { return value }
        decoder.refuse(.notFinite, readFrom: start)
        return nil
    }

    /// Writes a number. One that JSON has no way to write becomes null.
    public func encode(to writer: inout SchemaWriter) {
        do { try writer.write(self) } catch { writer.writeNull() }
    }

    /// A decimal number, with an exponent or without; finite. White space around it does not count.
    public init(scalar text: String) throws(ScalarFault) {
        self = Float(try Double(scalar: text))
        guard isFinite else { throw .notFinite }
    }
}

extension ScalarFault {
    fileprivate static let number = ScalarFault(
        type: "float_parsing",
        message: "Input should be a valid number, unable to parse string as a number"
    )
    fileprivate static let notFinite = ScalarFault(type: "finite_number", message: "Input should be a finite number")
}
