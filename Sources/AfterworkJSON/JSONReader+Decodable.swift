extension JSONReader {
    /// Decodes any `Decodable` value from a text that holds it and nothing else.
    ///
    /// What ``JSONWriter/encode(_:substitute:)`` writes is read back as the same value. Members that the type does not ask for are
    /// passed over; of repeated ones the last counts. Names are compared byte by byte. Integers may be spelled with a fraction or
    /// an exponent if they are whole, and have to be in range.
    ///
    /// ```swift
    /// struct Receipt: Codable { var orderID: Int }
    /// let receipt = try JSONReader.decode(Receipt.self, from: Array(#"{"orderID": 7}"#.utf8))
    /// ```
    ///
    /// Slower than reading the members oneself, because a type may ask for its parts in any order and the text is indexed first.
    ///
    /// - Parameters:
    ///   - type: The type of the value.
    ///   - bytes: The text in UTF-8, up to 4 GiB.
    /// - Returns: The value.
    /// - Throws: `DecodingError` with the way to the value that is missing or not what was expected, and with a message that says what it
    ///   is instead, but does not quote it. `dataCorrupted`, with a ``JSONSyntaxError`` as its underlying error, if the text is not JSON
    ///   or has more than 128 arrays and objects within one another. And whatever the type throws itself.
    public static func decode<T: Decodable>(_ type: T.Type, from bytes: [UInt8]) throws -> T {
        guard bytes.count <= UInt32.max else {
            throw DecodingError(.unrepresentable(expected: "a text of up to 4 GiB", found: "a longer one"), type, at: nil)
        }
        let index: JSONIndex
        do {
            index = try JSONIndex(bytes)
        } catch {
            throw DecodingError(.syntax(error), type, at: nil)
        }
        return try ValueDecoder(index: index, place: 0, path: nil).decode(type)
    }
}
