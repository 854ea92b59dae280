public import AfterworkJSON

// Scalars as Pydantic reads them in its lax mode, which is FastAPI's: "12", 2.0 and true are integers, 1.5 is not.

extension String: SchemaValue {
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
}

extension Int: SchemaValue {
    /// Reads an integer, also one written as a string, as a whole number with a fraction, or as a boolean.
    public static func decode(from decoder: inout SchemaDecoder) throws(SchemaSyntaxError) -> Int? {
        let kind = try decoder.reader.peek()
        let start = decoder.reader.offset
        switch kind {
        case .number:
            let number = try decoder.reader.readNumber()
            if let value = number.integer(as: Int.self) { return value }
            if number.isInteger || number.double.map({ $0 == $0.rounded() }) ?? true {
                let message = "Unable to parse input string as an integer, exceeded maximum size"
                decoder.refuse(type: "int_parsing_size", message: message, readFrom: start)
            } else {
                let message = "Input should be a valid integer, got a number with a fractional part"
                decoder.refuse(type: "int_from_float", message: message, readFrom: start)
            }
            return nil
        case .string:
            if let value = Int(try decoder.reader.readString()) { return value }
            decoder.refuse(type: ScalarFault.integer.type, message: ScalarFault.integer.message, readFrom: start)
            return nil
        case .bool:
            return try decoder.reader.readBool() ? 1 : 0
        case .null, .array, .object:
            try decoder.refuse(type: "int_type", message: "Input should be a valid integer")
            return nil
        }
    }

    /// Writes an integer.
    public func encode(to writer: inout SchemaWriter) {
        writer.write(self)
    }
}

extension Double: SchemaValue {
    /// Reads a finite number, also one written as a string or as a boolean.
    public static func decode(from decoder: inout SchemaDecoder) throws(SchemaSyntaxError) -> Double? {
        let kind = try decoder.reader.peek()
        let start = decoder.reader.offset
        switch kind {
        case .number:
            if let value = try decoder.reader.readNumber().double { return value }
            decoder.refuse(type: "finite_number", message: "Input should be a finite number", readFrom: start)
            return nil
        case .string:
            if let value = Double(try decoder.reader.readString()), value.isFinite { return value }
            let message = "Input should be a valid number, unable to parse string as a number"
            decoder.refuse(type: "float_parsing", message: message, readFrom: start)
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
}

extension Bool: SchemaValue {
    /// Reads a boolean, also one written as a string (`"yes"`), as 1 or as 0.
    public static func decode(from decoder: inout SchemaDecoder) throws(SchemaSyntaxError) -> Bool? {
        let kind = try decoder.reader.peek()
        let start = decoder.reader.offset
        switch kind {
        case .bool:
            return try decoder.reader.readBool()
        case .number:
            switch try decoder.reader.readNumber().integer(as: Int.self) {
            case 0: return false
            case 1: return true
            default: break
            }
        case .string:
            let text = try decoder.reader.readString()
            if let value = try? Bool(scalar: text) { return value }
        case .null, .array, .object:
            try decoder.refuse(type: "bool_type", message: "Input should be a valid boolean")
            return nil
        }
        decoder.refuse(type: ScalarFault.boolean.type, message: ScalarFault.boolean.message, readFrom: start)
        return nil
    }

    /// Writes a boolean.
    public func encode(to writer: inout SchemaWriter) {
        writer.write(self)
    }
}
