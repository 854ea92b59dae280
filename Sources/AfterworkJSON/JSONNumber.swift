/// A number as it stands in the text, before anyone has decided what type it is.
///
/// JSON sets no limit on a number's size or precision (RFC 8259, section 6). So the literal is kept, and each question is answered
/// exactly from it:
///
/// ```swift
/// var reader = JSONReader(Array("18446744073709551615".utf8))
/// let number = try reader.readNumber()
/// number.integer(as: UInt64.self)  // 18446744073709551615
/// number.integer(as: Int64.self)   // nil: out of range
/// number.double                    // 18446744073709551616.0, the nearest one
/// ```
///
/// Two numbers are equal when their literals are: `2.0` and `2` differ.
public struct JSONNumber: Sendable, Hashable {
    /// Nearly every number in practice fits in 64 bits, and then needs no string.
    @usableFromInline
    enum Storage: Sendable, Hashable {
        /// A literal that is this integer's only spelling, so not `-0`.
        case integer(Int64)
        case literal(String, isInteger: Bool)
    }

    @usableFromInline
    let storage: Storage

    init(_ storage: Storage) {
        self.storage = storage
    }

    /// The literal, exactly as it was read.
    public var text: String {
        switch storage {
        case .integer(let value): String(value)
        case .literal(let text, _): text
        }
    }

    /// Whether the literal has neither a fraction nor an exponent. `2` has neither; `2.0` and `2e0` are whole but written otherwise.
    public var isInteger: Bool {
        switch storage {
        case .integer: true
        case .literal(_, let isInteger): isInteger
        }
    }

    /// The value as an integer of the given type, or `nil` when it is out of range or not whole.
    ///
    /// It is the value that counts, not the spelling: `2.0`, `2e0` and `20e-1` are all 2. Takes time linear in the literal's length.
    @inlinable
    public func integer<I: FixedWidthInteger>(as type: I.Type) -> I? {
        switch storage {
        case .integer(let value): return I(exactly: value)
        case .literal(let text, isInteger: true): return I(text)
        case .literal(let text, isInteger: false):
            // No integer of so many bits has as many decimal digits.
            guard let digits = Self.wholeDigits(of: text, limit: I.bitWidth) else { return nil }
            return I(digits)
        }
    }

    /// The nearest double-precision value, or `nil` when it overflows to infinity, as `1e999` does.
    ///
    /// A value too small for a double becomes zero, as `1e-999` does.
    public var double: Double? {
        switch storage {
        case .integer(let value): return Double(value)
        case .literal(let text, _):
            guard let value = Double(text), value.isFinite else { return nil }
            return value
        }
    }
}

extension JSONNumber {
    /// The literal written without fraction and exponent, with its sign, or `nil` when it is not whole or has more than `limit` digits.
    ///
    /// An exponent costs nothing here, whatever it says: `1e999999999` ends at the limit instead of becoming a billion zeros.
    @usableFromInline
    static func wholeDigits(of text: String, limit: Int) -> String? {
        var digits: [UInt8] = []
        var fractionDigits = 0
        var isFraction = false
        var bytes = text.utf8[...]
        while let byte = bytes.popFirst(), byte != ASCII.lowercaseE, byte != ASCII.uppercaseE {
            if byte == ASCII.point { isFraction = true }
            guard ASCII.isDigit(byte) else { continue }
            digits.append(byte)
            if isFraction { fractionDigits += 1 }
        }

        var trailingZeros = exponent(bytes) - fractionDigits
        while digits.last == ASCII.zero {
            digits.removeLast()
            trailingZeros += 1
        }
        guard let first = digits.firstIndex(where: { $0 != ASCII.zero }) else { return "0" }
        let significant = digits[first...]
        guard trailingZeros >= 0, trailingZeros <= limit, significant.count + trailingZeros <= limit else { return nil }
        return (text.utf8.first == ASCII.minus ? "-" : "") + String(decoding: significant, as: UTF8.self)
            + String(repeating: "0", count: trailingZeros)
    }

    /// Stops growing long before it could overflow, at a size that no number of digits can make up for.
    private static func exponent(_ text: Substring.UTF8View) -> Int {
        var magnitude = 0
        for byte in text where ASCII.isDigit(byte) && magnitude < Int.max / 32 {
            magnitude = magnitude * 10 + Int(byte - ASCII.zero)
        }
        return text.first == ASCII.minus ? -magnitude : magnitude
    }
}
