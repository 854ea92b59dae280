/// Eight bytes of text looked at in one step, which is how long strings are crossed quickly.
///
/// Each test answers with a word whose lowest set bit lies in the first byte that matches. The bits above it may be wrong, because a
/// subtraction borrows from the byte above a match, so only the first match is ever asked for.
struct EightBytes: Equatable {
    private let word: UInt64

    /// The caller guarantees `offset + 8 <= text.count`.
    @inline(__always)
    init(in text: UnsafeBufferPointer<UInt8>, at offset: Int) {
        word = UInt64(littleEndian: UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The index, 0 to 7, of the first byte that a string literal cannot hold as it is; `nil` when all eight are plain.
    @inline(__always)
    var firstEscapable: Int? {
        Self.firstMatch(escapable)
    }

    /// The same, with bytes beyond ASCII counted as matches.
    @inline(__always)
    var firstEscapableOrBeyondASCII: Int? {
        Self.firstMatch(escapable | word & Self.highBits)
    }

    /// The first seven bytes as a number, cut off after `length` bytes.
    @inline(__always)
    func prefix(_ length: Int) -> UInt64 {
        word & (1 &<< UInt64(truncatingIfNeeded: min(length, 7) &* 8) &- 1)
    }

    @inline(__always)
    private var escapable: UInt64 {
        let control = (word &- Self.ones &* UInt64(ASCII.firstPrintable)) & ~word & Self.highBits
        return control | equal(to: ASCII.quote) | equal(to: ASCII.backslash)
    }

    @inline(__always)
    private func equal(to byte: UInt8) -> UInt64 {
        let difference = word ^ (Self.ones &* UInt64(byte))
        return (difference &- Self.ones) & ~difference & Self.highBits
    }

    @inline(__always)
    private static func firstMatch(_ matches: UInt64) -> Int? {
        matches == 0 ? nil : matches.trailingZeroBitCount &>> 3
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080
}
