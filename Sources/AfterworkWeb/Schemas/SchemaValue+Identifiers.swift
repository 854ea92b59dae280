public import AfterworkJSON

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension UUID: SchemaValue, ScalarValue {
    /// Reads a UUID written as a string.
    public static func decode(from decoder: inout SchemaDecoder) throws(SchemaSyntaxError) -> UUID? {
        guard try decoder.reader.peek() == .string else {
            try decoder.refuse(type: "uuid_type", message: "UUID input should be a string, bytes or UUID object")
            return nil
        }
        return try decoder.scalar()
    }

    /// Writes a string in lower case, as RFC 9562 recommends.
    public func encode(to writer: inout SchemaWriter) {
        writer.write(uuidString.lowercased())
    }

    /// Hexadecimal digits with hyphens, as in `123e4567-e89b-12d3-a456-426614174000`, or without; also in braces and after `urn:uuid:`.
    public init(scalar text: String) throws(ScalarFault) {
        var digits = text[...]
        if digits.hasPrefix("urn:uuid:") { digits = digits.dropFirst("urn:uuid:".count) }
        if digits.hasPrefix("{"), digits.hasSuffix("}") { digits = digits.dropFirst().dropLast() }
        var canonical = String(digits)
        if canonical.utf8.count == 32 {
            for offset in [8, 13, 18, 23] { canonical.insert("-", at: canonical.utf8.index(canonical.startIndex, offsetBy: offset)) }
        }
        guard let value = UUID(uuidString: canonical) else {
            let error = "expected 32 hexadecimal digits, in groups of 8-4-4-4-12 or without hyphens"
            throw ScalarFault(type: "uuid_parsing", message: "Input should be a valid UUID, \(error)", context: [.init("error", error)])
        }
        self = value
    }
}

extension Date: SchemaValue, ScalarValue {
    /// Reads a moment written as a string (ISO 8601), or as seconds since 1970.
    public static func decode(from decoder: inout SchemaDecoder) throws(SchemaSyntaxError) -> Date? {
        switch try decoder.reader.peek() {
        case .string:
            return try decoder.scalar()
        case .number:
            let start = decoder.reader.offset
            if let seconds = try decoder.reader.readNumber().double, let timestamp = Timestamp(seconds: seconds) { return timestamp.date }
            decoder.refuse(Timestamp.Fault.outOfRange.scalarFault, readFrom: start)
            return nil
        case .bool, .null, .array, .object:
            try decoder.refuse(type: "datetime_type", message: "Input should be a valid datetime")
            return nil
        }
    }

    /// Writes the moment in UTC, with six digits of a second where it has a fraction: `2025-06-18T12:39:32.928977Z`.
    public func encode(to writer: inout SchemaWriter) {
        writer.write(Timestamp(self).text)
    }

    /// A date and time as in ISO 8601 (`2025-06-18T12:39:32.928977+02:00`, with a `T` or a space; UTC where no offset is written), a date
    /// alone for its midnight in UTC, or seconds since 1970.
    public init(scalar text: String) throws(ScalarFault) {
        do {
            self = try Timestamp(text).date
        } catch {
            throw error.scalarFault
        }
    }
}

extension SchemaDecoder {
    /// Reads a string that stands for a scalar.
    @usableFromInline
    mutating func scalar<Value: ScalarValue>() throws(SchemaSyntaxError) -> Value? {
        let start = try startOfValue()
        let text = try reader.readString()
        switch Self.read(text, as: Value.self) {
        case .success(let value): return value
        case .failure(let fault): refuse(fault, readFrom: start)
        }
        return nil
    }

    private static func read<Value: ScalarValue>(_ text: String, as type: Value.Type) -> Result<Value, ScalarFault> {
        Result { () throws(ScalarFault) in try Value(scalar: text) }
    }
}
