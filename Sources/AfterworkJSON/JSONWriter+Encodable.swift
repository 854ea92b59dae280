extension JSONWriter {
    /// Writes any `Encodable` value, the members of its objects in the order in which it encodes them.
    ///
    /// ``JSONReader/decode(_:from:)`` reads it back. A member that is encoded twice is written twice. Slower than writing the members
    /// oneself, because Swift hands each of them through several layers.
    ///
    /// - Parameters:
    ///   - value: What to write. One that encodes nothing at all is written as `{}`.
    ///   - substitute: Gives the text of a value that is not to be written as it would encode itself, or nil. It is asked for each value
    ///     within `value` too, except for strings, booleans and numbers.
    /// - Throws: What the value throws, and `EncodingError` for a number that JSON cannot hold. Nothing is written then.
    public mutating func encode(_ value: some Encodable, substitute: ((any Encodable) -> RawJSON?)? = nil) throws {
        let text = EncodedText(continuing: &self)
        let encoder = ValueEncoder(text: text, substitute: substitute)
        do {
            try encoder.encode(value)
        } catch {
            text.rewind(to: encoder.start)
            self = text.finish()
            throw error
        }
        encoder.finish()
        self = text.finish()
    }
}
