/// The fields of a query or of an urlencoded form, in the order sent (WHATWG URL, 5.1).
struct URLEncodedFields {
    private var fields: [(name: String, value: DecodedText)] = []
    /// Whether all values are text, as nearly always.
    private var isUTF8 = true

    init(_ text: String) {
        // Byte by byte, because a combining mark behind a separator makes one character with it.
        for field in text.utf8.split(separator: UInt8(ascii: "&")) {
            let parts = field.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false).map { Substring($0) }
            let value = DecodedText(percentDecoding: parts.count > 1 ? parts[1] : "", plusIsSpace: true)
            if !value.isUTF8 { isUTF8 = false }
            fields.append((DecodedText(percentDecoding: parts[0], plusIsSpace: true).text, value))
        }
    }

    func texts(_ name: String) -> ParameterTexts {
        var texts: [String] = []
        for field in fields where field.name == name { texts.append(field.value.text) }
        return ParameterTexts(texts, counting: texts.last)
    }

    /// The first value of a name whose bytes are no text.
    func broken(_ name: String) -> DecodedText? {
        isUTF8 ? nil : fields.first { $0.name == name && !$0.value.isUTF8 }?.value
    }
}
