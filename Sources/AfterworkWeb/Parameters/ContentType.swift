/// What a request says that its body is (RFC 9110, 8.3.1): `application/json; charset=utf-8`.
struct ContentType {
    /// How a body is read.
    enum Format {
        case json
        case fields
        case multipart
    }

    /// In lower case, without parameters; empty where the request does not say.
    let mediaType: String
    /// Whether its texts are UTF-8, as far as is said.
    let isUTF8: Bool

    init(_ text: String) {
        // Most are this, and need no taking apart.
        if text == "application/json" || text.isEmpty {
            (mediaType, isUTF8) = (text, true)
            return
        }
        let parts = text.split(separator: ";", omittingEmptySubsequences: false).map { $0.trimmingBlanks().lowercased() }
        mediaType = parts[0]
        isUTF8 = parts.dropFirst().allSatisfy { parameter in
            let pair = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, pair[0].trimmingBlanks() == "charset" else { return true }
            return ["utf-8", "utf8", "\"utf-8\"", "\"utf8\""].contains(String(pair[1].trimmingBlanks()))
        }
    }

    /// Whether it is JSON, by itself or as what another type is made of (RFC 6839, 3.1).
    var isJSON: Bool {
        mediaType == "application/json" || (mediaType.hasPrefix("application/") && mediaType.hasSuffix("+json"))
    }
}

extension Substring {
    fileprivate func trimmingBlanks() -> Substring {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var trimmed = drop(while: isBlank)
        while let last = trimmed.last, isBlank(last) { trimmed.removeLast() }
        return trimmed
    }
}
