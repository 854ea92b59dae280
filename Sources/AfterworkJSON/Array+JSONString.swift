extension [UInt8] {
    /// Appends text as a JSON string: in quotes, with `"`, `\` and control characters escaped (RFC 8259, section 7).
    mutating func appendJSONString(_ text: UnsafeBufferPointer<UInt8>) {
        append(ASCII.quote)
        var start = 0
        while true {
            let end = Self.endOfPlainText(in: text, from: start)
            append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<end]))
            guard end < text.count else { break }
            appendEscape(text[end])
            start = end &+ 1
        }
        append(ASCII.quote)
    }

    @inline(__always)
    private static func endOfPlainText(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var position = start
        while position &+ 8 <= text.count {
            if let match = EightBytes(in: text, at: position).firstEscapable { return position &+ match }
            position &+= 8
        }
        while position < text.count {
            let byte = text[position]
            if byte == ASCII.quote || byte == ASCII.backslash || byte < ASCII.firstPrintable { break }
            position &+= 1
        }
        return position
    }

    @inline(never)
    private mutating func appendEscape(_ byte: UInt8) {
        append(ASCII.backslash)
        switch byte {
        case ASCII.quote, ASCII.backslash: append(byte)
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        default:
            append(contentsOf: "u00".utf8)
            append(Self.hexDigit(byte >> 4))
            append(Self.hexDigit(byte & 0x0F))
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? ASCII.zero + value : UInt8(ascii: "a") + value - 10
    }
}
