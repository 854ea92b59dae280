/// One escape in a string: the character it stands for and where it ends (RFC 8259, section 7).
///
/// Two `\uXXXX` that are the halves of a surrogate pair are one escape. A half on its own stands for no character and is an error.
struct Escape {
    let scalar: Unicode.Scalar

    /// The offset after its last byte.
    let end: Int

    /// The caller has seen the backslash at `start` and that a byte follows it.
    init(in text: UnsafeBufferPointer<UInt8>, at start: Int, stringStart: Int) throws(JSONSyntaxError) {
        guard text[start + 1] != ASCII.lowercaseU else {
            self = try Self.unicode(in: text, at: start + 1, stringStart: stringStart)
            return
        }
        guard let scalar = Self.short(text[start + 1]) else { throw JSONSyntaxError(.invalidEscape, at: start, in: text) }
        self.init(scalar: scalar, end: start + 2)
    }

    private init(scalar: Unicode.Scalar, end: Int) {
        self.scalar = scalar
        self.end = end
    }

    private static func short(_ letter: UInt8) -> Unicode.Scalar? {
        switch letter {
        case UInt8(ascii: "\""): "\""
        case UInt8(ascii: "\\"): "\\"
        case UInt8(ascii: "/"): "/"
        case UInt8(ascii: "b"): "\u{08}"
        case UInt8(ascii: "f"): "\u{0C}"
        case UInt8(ascii: "n"): "\n"
        case UInt8(ascii: "r"): "\r"
        case UInt8(ascii: "t"): "\t"
        default: nil
        }
    }

    /// `letter` is the offset of the `u`, which is also where Python places these errors.
    private static func unicode(
        in text: UnsafeBufferPointer<UInt8>,
        at letter: Int,
        stringStart: Int
    ) throws(JSONSyntaxError) -> Escape {
        let unit = try codeUnit(in: text, at: letter)
        let end = letter + 5
        if let scalar = Unicode.Scalar(unit) { return Escape(scalar: scalar, end: end) }

        guard isHighSurrogate(unit), text[end] == ASCII.backslash else {
            throw JSONSyntaxError(.unpairedSurrogate, at: letter, in: text)
        }
        guard end + 1 < text.count else { throw JSONSyntaxError(.unterminatedString, at: stringStart, in: text) }
        guard text[end + 1] == ASCII.lowercaseU else { throw JSONSyntaxError(.unpairedSurrogate, at: letter, in: text) }
        let second = try codeUnit(in: text, at: end + 1)
        guard isLowSurrogate(second), let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00)) else {
            throw JSONSyntaxError(.unpairedSurrogate, at: letter, in: text)
        }
        return Escape(scalar: scalar, end: end + 6)
    }

    /// The four digits after the `u`. At least one byte must follow them, as at least a quote does in every valid text.
    private static func codeUnit(in text: UnsafeBufferPointer<UInt8>, at letter: Int) throws(JSONSyntaxError) -> UInt32 {
        guard letter + 5 < text.count else { throw JSONSyntaxError(.invalidUnicodeEscape, at: letter, in: text) }
        var unit: UInt32 = 0
        for offset in letter + 1...letter + 4 {
            guard let digit = ASCII.hexValue(text[offset]) else { throw JSONSyntaxError(.invalidUnicodeEscape, at: letter, in: text) }
            unit = unit << 4 | digit
        }
        return unit
    }

    private static func isHighSurrogate(_ unit: UInt32) -> Bool {
        (0xD800...0xDBFF).contains(unit)
    }

    private static func isLowSurrogate(_ unit: UInt32) -> Bool {
        (0xDC00...0xDFFF).contains(unit)
    }
}
