/// The name that something has on the wire: the snake_case of its Swift name.
///
/// ```swift
/// WireName("customerID").text     // customer_id
/// WireName("URLPath").text        // url_path
/// WireName("imageURLs").text      // image_urls
/// WireName("userID2").text        // user_id2
/// WireName("_already_snake").text // already_snake
/// ```
///
/// Digits stay with the word before them. A capital after a digit begins a new word, except where it belongs to the number, as in
/// `point3D` (`point3d`) and `status2XX` (`status2xx`).
struct WireName: Hashable {
    let text: String

    init(_ swiftName: String) {
        let name = Array(unquoted(swiftName))
        let letters = name.drop { $0 == "_" }
        guard !letters.isEmpty else {
            text = String(name)
            return
        }
        text = Self.snakeCase(Array(letters))
    }

    private static func snakeCase(_ name: [Character]) -> String {
        var result = ""
        for (index, character) in name.enumerated() {
            if startsWord(at: index, in: name) { result += "_" }
            // A raw identifier such as `a b` may hold anything; on the wire only letters, digits and "_" travel unescaped.
            result += character.isLetter || character.isNumber ? character.lowercased() : "_"
        }
        return result
    }

    private static func startsWord(at index: Int, in name: [Character]) -> Bool {
        guard index > 0, name[index].isUppercase else { return false }
        let previous = name[index - 1]
        if previous.isUppercase { return endsAcronym(before: index, in: name) }
        if previous.isNumber { return startsWordAfterNumber(at: index, in: name) }
        return previous.isLetter
    }

    /// In `URLPath` the P begins a word, since a small letter follows; in `imageURLs` the L does not, since the s is a plural.
    private static func endsAcronym(before index: Int, in name: [Character]) -> Bool {
        let rest = name[(index + 1)...].prefix { $0.isLowercase }
        return !rest.isEmpty && rest != ["s"]
    }

    private static func startsWordAfterNumber(at index: Int, in name: [Character]) -> Bool {
        let capitals = name[index...].prefix { $0.isUppercase }
        if capitals.endIndex < name.endIndex, name[capitals.endIndex].isLowercase { return true }
        return capitals.count > 1 && capitals.contains { $0 != "X" }
    }
}

extension WireName {
    /// The Swift name that one would give a parameter of this wire name, for suggestions: `product_id` is `productID`.
    ///
    /// A name that is not snake_case is taken to be Swift already.
    static func swiftName(for placeholder: String) -> String {
        let words = placeholder.split(separator: "_").map(String.init)
        guard let first = words.first, words.count > 1 else { return placeholder }
        return words.dropFirst().reduce(first) { $0 + capitalized($1) }
    }

    private static func capitalized(_ word: String) -> String {
        if acronyms.contains(word) { return word.uppercased() }
        if word.hasSuffix("s"), acronyms.contains(String(word.dropLast())) { return word.dropLast().uppercased() + "s" }
        return word.prefix(1).uppercased() + word.dropFirst()
    }

    private static let acronyms: Set<String> = ["api", "html", "http", "https", "id", "ip", "json", "sql", "uri", "url", "uuid"]
}
