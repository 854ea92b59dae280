/// Decodes one value of a text.
///
/// It is as small as what Swift keeps inside an `any Decoder`, so that handing one to a type costs no memory.
struct ValueDecoder: Decoder {
    let index: JSONIndex
    /// The value's place in the index.
    let place: Int
    let path: DecodingPath?

    var codingPath: [any CodingKey] { DecodingPath.keys(of: path) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        try require(.object, "an object", [String: Any].self)
        return KeyedDecodingContainer(MemberDecoder(object: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try require(.array, "an array", [Any].self)
        return ElementDecoder(array: self)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    private func require(_ kind: JSONReader.Kind, _ expected: String, _ type: Any.Type) throws {
        let found = index.kind(of: place)
        guard found == kind else { throw DecodingError(.mismatch(expected: expected, found: found), type, at: path) }
    }
}

extension ValueDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool {
        index.kind(of: place) == .null
    }

    @inline(__always)
    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        try index.value(type, at: place, path: path)
    }

    /// The value as a type that decodes itself.
    func custom<T: Decodable>(_ type: T.Type) throws -> T {
        do {
            return try T(from: self)
        } catch DecodingError.dataCorrupted(let context) where context.debugDescription.hasPrefix("Cannot initialize ") {
            // Swift's own types, such as enums with raw values, go on with the value.
            let fault = DecodingFault.unrepresentable(expected: "a value of \(type)", found: "one that is none")
            throw DecodingError(fault, type, at: path)
        }
    }
}
