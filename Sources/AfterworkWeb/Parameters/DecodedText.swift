/// The text that a percent-encoded one stands for (RFC 3986, 2.1). A percent sign that begins no code stays as it is.
struct DecodedText {
    /// The text; bytes that are no UTF-8 have become replacement characters.
    let text: String
    /// Whether all bytes were UTF-8.
    let isUTF8: Bool

    init(percentDecoding encoded: some StringProtocol, plusIsSpace: Bool = false) {
        guard encoded.utf8.contains(where: { $0 == UInt8(ascii: "%") || (plusIsSpace && $0 == UInt8(ascii: "+")) }) else {
            (text, isUTF8) = (String(encoded), true)
            return
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(encoded.utf8.count)
        var rest = encoded.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let code = Self.byte(ofCode: rest.prefix(2)) {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        let valid = String(validating: bytes, as: UTF8.self)
        text = valid ?? String(decoding: bytes, as: UTF8.self)
        isUTF8 = valid != nil
    }

    private static func byte(ofCode code: some Collection<UInt8>) -> UInt8? {
        guard code.count == 2 else { return nil }
        var value: UInt8 = 0
        for digit in code {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | (digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | (digit - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | (digit - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        return value
    }
}
