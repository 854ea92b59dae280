/// Encodes the members of an object, in the order in which they come.
struct MemberEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: ValueEncoder
    let turn: Int

    var codingPath: [any CodingKey] { encoder.codingPath }

    func encodeNil(forKey key: Key) throws {
        try encoder.requireTurn(turn, Any?.none as Any)
        encoder.text.writer.key(key.stringValue)
        encoder.text.writer.writeNull()
    }

    func encode(_ value: some Encodable, forKey key: Key) throws {
        try encoder.requireTurn(turn, value)
        let text = encoder.text
        let mark = text.mark
        text.writer.key(key.stringValue)
        do {
            try encoder.encodePart(value, at: key)
        } catch {
            text.rewind(to: mark)
            throw error
        }
    }

    func encodeIfPresent(_ value: (some Encodable)?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) }
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
        later(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        later(key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
        later(PlaceKey.superclass)
    }

    func superEncoder(forKey key: Key) -> any Encoder {
        later(key)
    }

    private func later(_ key: some CodingKey) -> ValueEncoder {
        let isOnTurn = turn == encoder.text.turn
        if isOnTurn { encoder.text.writer.key(key.stringValue) }
        return encoder.laterPart(at: key, isOnTurn: isOnTurn)
    }
}
