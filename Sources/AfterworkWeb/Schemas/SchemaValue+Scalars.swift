public import AfterworkJSON

// Scalars as Pydantic reads them in its lax mode, which is FastAPI's: "12", 2.0 and true are integers, 1.5 is not.

extension String: SchemaValue, ScalarValue {
    /// Reads a string; nothing else is one.
    public static func decode(from decoder: inout SchemaDecoder) throws(SchemaSyntaxError) -> String? {
        if try decoder.reader.peek() == .string { return try decoder.reader.readString() }
        try decoder.refuse(type: "string_type", message: "Input should be a valid string")
        return nil
    }

    /// Writes a string.
    public func encode(to writer: inout SchemaWriter) {
        writer.write(self)
    }

    /// Any text is a string.
    public init(scalar text: String) throws(ScalarFault) {
        self = text
    }
}

extension Bool: SchemaValue, ScalarValue {
    /// Reads a boolean, also one written as a string (`"yes"`), as 1 or as 0.
    public static func decode(from decoder: inout SchemaDecoder) throws(SchemaSyntaxError) -> Bool? {
        let kind = try decoder.reader.peek()
        let start = decoder.reader.offset
        switch kind {
        case .bool:
            return try decoder.reader.readBool()
        case .number:
            let number = try decoder.reader.readNumber()
            switch number.integer(as: Int.self) {
            case 0: return false
            case 1: return true
            case nil where !number.isInteger:
                decoder.refuse(.noBoolean, readFrom: start)
                return nil
            default: break
            }
        case .string:
            let text = try decoder.reader.readString()
            if let value = try? Bool(scalar: text) { return value }
        case .null, .array, .object:
            let fault = ScalarFault.noBoolean
            try decoder.refuse(type: fault.type, message: fault.message)
            return nil
        }
        decoder.refuse(.boolean, readFrom: start)
        return nil
    }

    /// Writes a boolean.
    public func encode(to writer: inout SchemaWriter) {
        writer.write(self)
    }

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
    fileprivate static let noBoolean = ScalarFault(type: "bool_type", message: "Input should be a valid boolean")
    fileprivate static let boolean = ScalarFault(
        type: "bool_parsing",
        message: "Input should be a valid boolean, unable to interpret input"
    )
}
