/// How the name of a field or a file is written in a header.
enum PartName {
    /// Decodes a name as browsers write it: in UTF-8, with `%22`, `%0D` and `%0A` for a quote and line breaks, and every other percent
    /// sign as it is (WHATWG HTML, "multipart/form-data encoding algorithm"; RFC 7578 section 5.1 for UTF-8).
    ///
    /// Line breaks that come from those escapes stay, because a field of a page may be named so. Any other control character is
    /// refused.
    ///
    /// - Throws: ``MultipartMalformation/controlCharacter`` or ``MultipartMalformation/notUTF8``.
    static func decode(_ bytes: [UInt8]) throws(MultipartMalformation) -> String {
        _ = try text(bytes)
        var decoded: [UInt8] = []
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            guard byte == ASCII.percent, let escaped = hexadecimalPair(rest), [ASCII.quote, 0x0D, 0x0A].contains(escaped) else {
                decoded.append(byte)
                continue
            }
            decoded.append(escaped)
            rest = rest.dropFirst(2)
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// Decodes the value of `filename*` (`ext-value`, RFC 8187 section 3.2): `UTF-8'en'%e2%82%ac`. UTF-8 is the only charset that
    /// the RFC still asks for.
    ///
    /// - Throws: ``MultipartMalformation/extendedFilename``, ``MultipartMalformation/controlCharacter`` or
    ///   ``MultipartMalformation/notUTF8``.
    static func decode(extended bytes: [UInt8]) throws(MultipartMalformation) -> String {
        let fields = bytes.split(separator: ASCII.apostrophe, maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count == 3, String(decoding: fields[0], as: UTF8.self).lowercased() == "utf-8" else { throw .extendedFilename }
        var decoded: [UInt8] = []
        var rest = fields[2]
        while let byte = rest.popFirst() {
            guard byte == ASCII.percent else {
                decoded.append(byte)
                continue
            }
            guard let escaped = hexadecimalPair(rest) else { throw .extendedFilename }
            decoded.append(escaped)
            rest = rest.dropFirst(2)
        }
        return try text(decoded)
    }

    private static func hexadecimalPair(_ bytes: ArraySlice<UInt8>) -> UInt8? {
        let digits = bytes.prefix(2).compactMap(ASCII.hexadecimal)
        return digits.count == 2 ? digits[0] << 4 | digits[1] : nil
    }

    private static func text(_ bytes: [UInt8]) throws(MultipartMalformation) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { throw .controlCharacter }
        return text
    }
}
