/// Decodes the members of an object, in any order.
///
/// What Swift asks for is inlined into the entry for each type, so that there is nothing left to find out about the type.
struct MemberDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let object: ValueDecoder

    var codingPath: [any CodingKey] { object.codingPath }

    /// The keys in the order of the text, each once.
    var allKeys: [Key] {
        object.index.names(in: object.place).compactMap { Key(stringValue: $0) }
    }

    func contains(_ key: Key) -> Bool {
        object.member(key.stringValue) != nil
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        object.index.kind(of: try object.member(key)) == .null
    }

    @inline(__always)
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        try value(type, at: try object.member(key), key)
    }

    @inline(__always)
    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        guard let place = object.member(key.stringValue), object.index.kind(of: place) != .null else { return nil }
        return try value(type, at: place, key)
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws -> KeyedDecodingContainer<Nested> {
        try object.memberDecoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try object.memberDecoder(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        try object.memberDecoder(PlaceKey.superclass)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        try object.memberDecoder(key)
    }

    @inline(__always)
    private func value<T: Decodable>(_ type: T.Type, at place: Int, _ key: Key) throws -> T {
        let value = try object.index.value(type, at: place, path: DecodingPath(key, in: object.path))
        object.index.resume(object.place, after: place)
        return value
    }
}

extension ValueDecoder {
    /// The place of the value of a member, or nil if this object has none of that name.
    @inline(__always)
    fileprivate func member(_ name: String) -> Int? {
        index.value(of: name, in: place)
    }

    @inline(__always)
    fileprivate func member(_ key: some CodingKey) throws -> Int {
        guard let member = member(key.stringValue) else { throw missing(key) }
        return member
    }

    fileprivate func memberDecoder(_ key: some CodingKey) throws -> ValueDecoder {
        ValueDecoder(index: index, place: try member(key), path: DecodingPath(key, in: path))
    }

    @inline(never)
    private func missing(_ key: some CodingKey) -> DecodingError {
        let description = "Expected a member named \"\(key.stringValue)\", found none."
        return .keyNotFound(key, .init(codingPath: codingPath, debugDescription: description))
    }
}
