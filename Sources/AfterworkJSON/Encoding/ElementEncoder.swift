/// Encodes the elements of an array.
struct ElementEncoder: UnkeyedEncodingContainer {
    let encoder: ValueEncoder
    let turn: Int

    var codingPath: [any CodingKey] { encoder.codingPath }
    var count: Int { encoder.count }

    func encodeNil() throws {
        try encoder.requireTurn(turn, Any?.none as Any)
        encoder.text.writer.writeNull()
        encoder.count += 1
    }

    func encode(_ value: some Encodable) throws {
        try encoder.requireTurn(turn, value)
        let text = encoder.text
        let mark = text.mark
        do {
            try encoder.encodePart(value, at: PlaceKey.element(encoder.count))
        } catch {
            text.rewind(to: mark)
            throw error
        }
        encoder.count += 1
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        later().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        later().unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
        later()
    }

    private func later() -> ValueEncoder {
        let key = PlaceKey.element(encoder.count)
        encoder.count += 1
        return encoder.laterPart(at: key, isOnTurn: turn == encoder.text.turn)
    }
}
