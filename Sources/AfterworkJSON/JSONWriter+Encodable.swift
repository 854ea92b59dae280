extension JSONWriter {
    /// Writes any `Encodable` value, the members of its objects in the order in which it encodes them.
    ///
    /// Slower than writing the members oneself, because a value may encode its parts in any order and is gathered first. A member that
    /// is encoded twice is written twice.
    ///
    /// - Parameters:
    ///   - value: What to write. One that encodes nothing at all is written as `{}`.
    ///   - substitute: Gives the text of a value that is not to be written as it would encode itself, or nil.
    /// - Throws: What the value throws, and `EncodingError` for a number that JSON cannot hold.
    public mutating func encode(_ value: some Encodable, substitute: @escaping (any Encodable) -> RawJSON? = { _ in nil }) throws {
        let encoder = GatheringEncoder(codingPath: [], substitute: substitute)
        try encoder.encode(value).write(to: &self)
    }
}

/// A value on its way from an `Encoder` to text.
private indirect enum GatheredValue {
    case raw(RawJSON)
    case object(GatheredObject)
    case array(GatheredArray)
    /// What an encoder was given that was handed out before its value was known.
    case later(GatheringEncoder)

    func write(to writer: inout JSONWriter) {
        switch self {
        case .raw(let text):
            writer.write(text)
        case .object(let object):
            writer.beginObject()
            for (key, value) in object.members {
                writer.key(key)
                value.write(to: &writer)
            }
            writer.endObject()
        case .array(let array):
            writer.beginArray()
            for value in array.elements { value.write(to: &writer) }
            writer.endArray()
        case .later(let encoder):
            encoder.gathered.write(to: &writer)
        }
    }
}

private final class GatheredObject {
    var members: [(key: String, value: GatheredValue)] = []
}

private final class GatheredArray {
    var elements: [GatheredValue] = []
}

private final class GatheringEncoder: Encoder {
    let codingPath: [any CodingKey]
    let userInfo: [CodingUserInfoKey: Any] = [:]
    private let substitute: (any Encodable) -> RawJSON?
    private var value: GatheredValue?

    init(codingPath: [any CodingKey], substitute: @escaping (any Encodable) -> RawJSON?) {
        self.codingPath = codingPath
        self.substitute = substitute
    }

    var gathered: GatheredValue { value ?? .raw(.emptyObject) }

    func encode(_ value: some Encodable) throws -> GatheredValue {
        if let text = substitute(value) { return .raw(text) }
        try value.encode(to: self)
        return gathered
    }

    func child(at key: (any CodingKey)?) -> GatheringEncoder {
        GatheringEncoder(codingPath: key.map { codingPath + [$0] } ?? codingPath, substitute: substitute)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .object(let object) = value { return KeyedEncodingContainer(KeyedGathering(encoder: self, object: object)) }
        let object = GatheredObject()
        value = .object(object)
        return KeyedEncodingContainer(KeyedGathering(encoder: self, object: object))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .array(let array) = value { return UnkeyedGathering(encoder: self, array: array) }
        let array = GatheredArray()
        value = .array(array)
        return UnkeyedGathering(encoder: self, array: array)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        SingleGathering(encoder: self)
    }

    func gather(_ value: GatheredValue) {
        self.value = value
    }

    /// The text of a value that is one itself.
    static func scalar(_ value: some Encodable, at path: [any CodingKey]) throws -> GatheredValue? {
        var writer = JSONWriter(reservingCapacity: 24)
        switch value {
        case let value as String: writer.write(value)
        case let value as Bool: writer.write(value)
        case let value as Double: try finite(value, at: path) { try writer.write(value) }
        case let value as Float: try finite(value, at: path) { try writer.write(value) }
        case let value as any FixedWidthInteger: writer.write(integer: value)
        default: return nil
        }
        return .raw(RawJSON(validated: writer.bytes))
    }

    private static func finite(_ value: Any, at path: [any CodingKey], write: () throws -> Void) throws {
        do {
            try write()
        } catch let error as JSONEncodingError {
            let description = "JSON has no way to write \(value)."
            throw EncodingError.invalidValue(value, .init(codingPath: path, debugDescription: description, underlyingError: error))
        }
    }
}

extension JSONWriter {
    fileprivate mutating func write(integer: any FixedWidthInteger) {
        func open<Value: FixedWidthInteger>(_ value: Value) { write(value) }
        open(integer)
    }
}

private struct KeyedGathering<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: GatheringEncoder
    let object: GatheredObject

    var codingPath: [any CodingKey] { encoder.codingPath }

    func encodeNil(forKey key: Key) { add(.raw(.null), key) }

    func encode(_ value: some Encodable, forKey key: Key) throws {
        add(try GatheringEncoder.scalar(value, at: codingPath + [key]) ?? encoder.child(at: key).encode(value), key)
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
        superEncoder(forKey: key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        superEncoder(forKey: key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
        let child = encoder.child(at: nil)
        object.members.append(("super", .later(child)))
        return child
    }

    func superEncoder(forKey key: Key) -> any Encoder {
        let child = encoder.child(at: key)
        add(.later(child), key)
        return child
    }

    private func add(_ value: GatheredValue, _ key: Key) { object.members.append((key.stringValue, value)) }
}

private struct UnkeyedGathering: UnkeyedEncodingContainer {
    let encoder: GatheringEncoder
    let array: GatheredArray

    var codingPath: [any CodingKey] { encoder.codingPath }
    var count: Int { array.elements.count }

    func encodeNil() { array.elements.append(.raw(.null)) }

    func encode(_ value: some Encodable) throws {
        array.elements.append(try GatheringEncoder.scalar(value, at: codingPath) ?? encoder.child(at: nil).encode(value))
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        superEncoder().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { superEncoder().unkeyedContainer() }

    func superEncoder() -> any Encoder {
        let child = encoder.child(at: nil)
        array.elements.append(.later(child))
        return child
    }
}

private struct SingleGathering: SingleValueEncodingContainer {
    let encoder: GatheringEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }

    func encodeNil() { encoder.gather(.raw(.null)) }

    func encode(_ value: some Encodable) throws {
        encoder.gather(try GatheringEncoder.scalar(value, at: codingPath) ?? encoder.child(at: nil).encode(value))
    }
}
