/// The fields of a query or of an urlencoded form, in the order sent (WHATWG URL, 5.1).
struct URLEncodedFields {
    let fields: [(name: String, value: String)]

    init(_ text: String) {
        fields = text.split(separator: "&").map { field in
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decode(parts[0]), parts.count > 1 ? Self.decode(parts[1]) : "")
        }
    }

    func texts(_ name: String) -> ParameterTexts {
        var texts: [String] = []
        for field in fields where field.name == name { texts.append(field.value) }
        return ParameterTexts(texts, counting: texts.last)
    }

    private static func decode(_ text: Substring) -> String {
        if text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "%") }) { return String(text) }
        return String(percentDecoding: text, plusIsSpace: true)
    }
}

extension String {
    /// The text that a percent-encoded one stands for (RFC 3986, 2.1). A percent sign that begins no code stays as it is; bytes that
    /// are no UTF-8 become replacement characters.
    init(percentDecoding text: some StringProtocol, plusIsSpace: Bool = false) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let code = Self.byte(ofCode: rest.prefix(2)) {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        self = String(decoding: bytes, as: UTF8.self)
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
