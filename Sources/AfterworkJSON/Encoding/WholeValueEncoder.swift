/// Encodes a value as another one, such as an enum as its raw value. The last one counts.
struct WholeValueEncoder: SingleValueEncodingContainer {
    let encoder: ValueEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }

    func encodeNil() throws {
        try encoder.encodeWholeNil()
    }

    func encode(_ value: some Encodable) throws {
        try encoder.encodeWhole(value)
    }
}
