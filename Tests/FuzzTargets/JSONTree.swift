import AfterworkJSON

/// JSON as a tree of values, which the library itself never builds.
indirect enum JSONTree: Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case fraction(Double)
    /// A number that is neither, as it was spelled.
    case large(RawJSON)
    case string([UInt8])
    case array([JSONTree])
    case object([Member])

    struct Member: Equatable {
        /// In UTF-8, because two strings are equal that are composed differently.
        let key: [UInt8]
        let value: JSONTree
    }

    /// Reads a whole text.
    init(reading text: [UInt8], depthLimit: Int = 128) throws(JSONSyntaxError) {
        var reader = JSONReader(text, depthLimit: depthLimit)
        try self.init(from: &reader)
        try reader.readEnd()
    }

    private init(from reader: inout JSONReader) throws(JSONSyntaxError) {
        switch try reader.peek() {
        case .null:
            try reader.readNull()
            self = .null
        case .bool: self = .bool(try reader.readBool())
        case .string: self = .string(Array(try reader.readString().utf8))
        case .number: self = try Self.number(from: &reader)
        case .array:
            var elements: [JSONTree] = []
            try reader.beginArray()
            while try reader.nextElement() { elements.append(try JSONTree(from: &reader)) }
            self = .array(elements)
        case .object:
            var members: [Member] = []
            try reader.beginObject()
            while let key = try reader.nextKey() { members.append(Member(key: Array(key.utf8), value: try JSONTree(from: &reader))) }
            self = .object(members)
        }
    }

    private static func number(from reader: inout JSONReader) throws(JSONSyntaxError) -> JSONTree {
        var spelling = reader
        let number = try reader.readNumber()
        if number.isInteger, number.text != "-0", let integer = number.integer(as: Int64.self) { return .integer(integer) }
        if !number.isInteger, let fraction = number.double { return .fraction(fraction) }
        return .large(spelling.text(in: try spelling.skipValue()))
    }

    func write(to writer: inout JSONWriter) throws {
        switch self {
        case .null: writer.writeNull()
        case .bool(let value): writer.write(value)
        case .integer(let value): writer.write(value)
        case .fraction(let value): try writer.write(value)
        case .large(let raw): writer.write(raw)
        case .string(let text): writer.write(String(decoding: text, as: UTF8.self))
        case .array(let elements):
            writer.beginArray()
            for element in elements { try element.write(to: &writer) }
            writer.endArray()
        case .object(let members):
            writer.beginObject()
            for member in members {
                writer.key(String(decoding: member.key, as: UTF8.self))
                try member.value.write(to: &writer)
            }
            writer.endObject()
        }
    }

    /// The text of a number that no Swift number holds.
    var raw: RawJSON? {
        if case .large(let raw) = self { raw } else { nil }
    }
}

extension JSONTree: Encodable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .null, .large: try single(encoder) { try $0.encodeNil() }
        case .bool(let value): try single(encoder) { try $0.encode(value) }
        case .integer(let value): try single(encoder) { try $0.encode(value) }
        case .fraction(let value): try single(encoder) { try $0.encode(value) }
        case .string(let text): try single(encoder) { try $0.encode(String(decoding: text, as: UTF8.self)) }
        case .array(let elements):
            var container = encoder.unkeyedContainer()
            for element in elements { try container.encode(element) }
        case .object(let members):
            var container = encoder.container(keyedBy: Key.self)
            for member in members {
                try container.encode(member.value, forKey: Key(stringValue: String(decoding: member.key, as: UTF8.self)))
            }
        }
    }

    private func single(_ encoder: any Encoder, _ encode: (inout any SingleValueEncodingContainer) throws -> Void) throws {
        var container = encoder.singleValueContainer()
        try encode(&container)
    }
}

extension JSONTree {
    /// The error of reading a whole text value by value, or nil.
    static func error(ofReading text: [UInt8], depthLimit: Int = 128) -> JSONSyntaxError? {
        do {
            _ = try JSONTree(reading: text, depthLimit: depthLimit)
            return nil
        } catch {
            return error
        }
    }

    /// The error of skipping a whole text, or nil.
    static func error(ofSkipping text: [UInt8], depthLimit: Int = 128) -> JSONSyntaxError? {
        var reader = JSONReader(text, depthLimit: depthLimit)
        do {
            try reader.skipValue()
            try reader.readEnd()
            return nil
        } catch {
            return error
        }
    }
}
