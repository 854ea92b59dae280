/// The rule for a well-formed UTF-8 sequence (Unicode Standard, table 3-7).
enum UTF8Sequence {
    /// How many bytes the sequence at `offset` has, 1 to 4; 0 when it is ill-formed, cut short, overlong or a surrogate.
    static func length(in text: UnsafeBufferPointer<UInt8>, at offset: Int) -> Int {
        guard offset < text.count else { return 0 }
        let lead = text[offset]
        var second: ClosedRange<UInt8> = 0x80...0xBF
        let length: Int
        switch lead {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF:
            length = 3
            if lead == 0xE0 { second = 0xA0...0xBF }
            if lead == 0xED { second = 0x80...0x9F }
        case 0xF0...0xF4:
            length = 4
            if lead == 0xF0 { second = 0x90...0xBF }
            if lead == 0xF4 { second = 0x80...0x8F }
        default: return 0
        }
        guard text.count - offset >= length, second.contains(text[offset + 1]) else { return 0 }
        if length > 2, !isContinuation(text[offset + 2]) { return 0 }
        if length > 3, !isContinuation(text[offset + 3]) { return 0 }
        return length
    }

    /// Every byte that does not start a scalar value.
    @inline(__always)
    static func isContinuation(_ byte: UInt8) -> Bool {
        byte & 0xC0 == 0x80
    }
}
