/// Where a number lies in the text, by the grammar of RFC 8259 section 6.
///
/// A fraction or an exponent that lacks its digits is not part of the number, as in Python: of `1.` the number is `1`, and what
/// follows it is the error.
struct NumberLiteral {
    let range: Range<Int>
    let isInteger: Bool

    /// The digits' value, meaningful only for integers of at most nineteen digits, which always fit.
    private let magnitude: UInt64

    /// `nil` when no number starts there.
    init?(in text: UnsafeBufferPointer<UInt8>, at start: Int) {
        var position = start
        if position < text.count, text[position] == ASCII.minus { position &+= 1 }
        guard position < text.count, ASCII.isDigit(text[position]) else { return nil }

        var magnitude = UInt64(text[position] &- ASCII.zero)
        position &+= 1
        if magnitude != 0 {
            while position < text.count, ASCII.isDigit(text[position]) {
                magnitude = magnitude &* 10 &+ UInt64(text[position] &- ASCII.zero)
                position &+= 1
            }
        }
        let integerEnd = position
        position = Self.endOfFraction(in: text, at: position)
        position = Self.endOfExponent(in: text, at: position)

        self.magnitude = magnitude
        range = start..<position
        isInteger = position == integerEnd
    }

    /// The number, which only needs a string when it is no 64-bit integer.
    @inline(__always)
    func number(in text: UnsafeBufferPointer<UInt8>) -> JSONNumber {
        if isInteger, let value = int64(in: text) { return JSONNumber(.integer(value)) }
        return JSONNumber(.literal(String(decoding: UnsafeBufferPointer(rebasing: text[range]), as: UTF8.self), isInteger: isInteger))
    }

    /// `nil` for `-0` as well, which an integer cannot tell from `0`.
    @inline(__always)
    private func int64(in text: UnsafeBufferPointer<UInt8>) -> Int64? {
        let isNegative = text[range.lowerBound] == ASCII.minus
        guard range.count &- (isNegative ? 1 : 0) <= 19 else { return nil }
        guard isNegative else { return Int64(exactly: magnitude) }
        guard magnitude != 0, magnitude <= Int64.min.magnitude else { return nil }
        return Int64(truncatingIfNeeded: 0 &- magnitude)
    }

    @inline(__always)
    private static func endOfFraction(in text: UnsafeBufferPointer<UInt8>, at start: Int) -> Int {
        guard start < text.count, text[start] == ASCII.point else { return start }
        let end = endOfDigits(in: text, at: start &+ 1)
        return end == start &+ 1 ? start : end
    }

    @inline(__always)
    private static func endOfExponent(in text: UnsafeBufferPointer<UInt8>, at start: Int) -> Int {
        guard start < text.count, text[start] == ASCII.lowercaseE || text[start] == ASCII.uppercaseE else { return start }
        var digits = start &+ 1
        if digits < text.count, text[digits] == ASCII.plus || text[digits] == ASCII.minus { digits &+= 1 }
        let end = endOfDigits(in: text, at: digits)
        return end == digits ? start : end
    }

    @inline(__always)
    private static func endOfDigits(in text: UnsafeBufferPointer<UInt8>, at start: Int) -> Int {
        var position = start
        while position < text.count, ASCII.isDigit(text[position]) { position &+= 1 }
        return position
    }
}
