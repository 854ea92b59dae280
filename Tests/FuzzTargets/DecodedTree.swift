import AfterworkJSON

/// JSON as a tree of values, as a type sees it that decodes itself: of repeated members the last one counts, and numbers are what they
/// are worth. Read from the text it must be the same.
indirect enum DecodedTree: Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case fraction(Double)
    /// A number that is too large for both.
    case large
    case string([UInt8])
    case array([DecodedTree])
    case object([Member])

    struct Member: Equatable {
        /// In UTF-8, because two strings are equal that are composed differently.
        let key: [UInt8]
        var value: DecodedTree
    }

    /// Reads a whole text value by value.
    init(reading text: [UInt8]) throws(JSONSyntaxError) {
        var reader = JSONReader(text)
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
        case .number:
            let number = try reader.readNumber()
            self = number.integer(as: Int64.self).map { .integer($0) } ?? number.double.map { .fraction($0) } ?? .large
        case .array:
            var elements: [DecodedTree] = []
            try reader.beginArray()
            while try reader.nextElement() { elements.append(try DecodedTree(from: &reader)) }
            self = .array(elements)
        case .object:
            var members: [Member] = []
            var indices: [[UInt8]: Int] = [:]
            try reader.beginObject()
            while let key = try reader.nextKey() {
                let member = Member(key: Array(key.utf8), value: try DecodedTree(from: &reader))
                if let index = indices[member.key] {
                    members[index] = member
                } else {
                    indices[member.key] = members.count
                    members.append(member)
                }
            }
            self = .object(members)
        }
    }
}

extension DecodedTree: Decodable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        if let members = try? decoder.container(keyedBy: Key.self) {
            self = .object(
                try members.allKeys.map { key in
                    Member(key: Array(key.stringValue.utf8), value: try members.decode(DecodedTree.self, forKey: key))
                }
            )
        } else if var container = try? decoder.unkeyedContainer() {
            var elements: [DecodedTree] = []
            while !container.isAtEnd { elements.append(try container.decode(DecodedTree.self)) }
            self = .array(elements)
        } else {
            self = try Self.single(decoder.singleValueContainer())
        }
    }

    private static func single(_ container: any SingleValueDecodingContainer) throws -> DecodedTree {
        if container.decodeNil() { return .null }
        if let value = try? container.decode(Bool.self) { return .bool(value) }
        if let value = try? container.decode(String.self) { return .string(Array(value.utf8)) }
        if let value = try? container.decode(Int64.self) { return .integer(value) }
        do {
            return .fraction(try container.decode(Double.self))
        } catch DecodingError.dataCorrupted {
            return .large
        }
    }
}
