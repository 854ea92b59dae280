/// Decodes the elements of an array, one after another.
struct ElementDecoder: UnkeyedDecodingContainer {
    private let array: ValueDecoder

    /// The place of the next element in the index, and where there are no more.
    private var place: Int
    private let end: Int

    private(set) var currentIndex = 0

    init(array: ValueDecoder) {
        self.array = array
        let contents = array.index.contents(of: array.place)
        (place, end) = (contents.lowerBound, contents.upperBound)
    }

    var codingPath: [any CodingKey] { array.codingPath }
    var count: Int? { Int(array.index.tokens[array.place].detail) }
    var isAtEnd: Bool { place >= end }

    mutating func decodeNil() throws -> Bool {
        try requireElement(Any?.self)
        guard array.index.kind(of: place) == .null else { return false }
        advance()
        return true
    }

    @inline(__always)
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        try requireElement(type)
        let value = try array.index.value(type, at: place, path: elementPath)
        advance()
        return value
    }

    @inline(__always)
    mutating func decodeIfPresent<T: Decodable>(_ type: T.Type) throws -> T? {
        if try isAtEnd || decodeNil() { return nil }
        return try decode(type)
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
        let container = try decoder([String: Any].self).container(keyedBy: type)
        advance()
        return container
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let container = try decoder([Any].self).unkeyedContainer()
        advance()
        return container
    }

    mutating func superDecoder() throws -> any Decoder {
        let decoder = try decoder((any Decoder).self)
        advance()
        return decoder
    }
}

extension ElementDecoder {
    private func decoder(_ type: Any.Type) throws -> ValueDecoder {
        try requireElement(type)
        return ValueDecoder(index: array.index, place: place, path: elementPath)
    }

    private var elementPath: DecodingPath { DecodingPath(PlaceKey.element(currentIndex), in: array.path) }

    @inline(__always)
    private func requireElement(_ type: Any.Type) throws {
        guard isAtEnd else { return }
        throw DecodingError(.mismatch(expected: "another element", found: nil), type, at: elementPath)
    }

    @inline(__always)
    private mutating func advance() {
        place = array.index.place(after: place)
        currentIndex &+= 1
    }
}
