extension JSONReader {
    /// Reads the opening brace of an object. Call ``nextKey(_:)`` until it returns `nil`.
    ///
    /// - Throws: ``JSONSyntaxError`` when anything else comes next, or when the object lies too deep.
    public mutating func beginObject() throws(JSONSyntaxError) {
        try open(ASCII.openBrace, .object)
    }

    /// The next key of the object, or `nil` at its closing brace, which is consumed.
    ///
    /// After a key the caller must read or skip exactly one value. A known name costs no allocation.
    ///
    /// - Throws: ``JSONSyntaxError`` when no key and no closing brace comes next, or when the key is malformed.
    public mutating func nextKey(_ names: JSONKeys) throws(JSONSyntaxError) -> JSONKey? {
        guard try advanceToKey() else { return nil }
        let (start, expected) = (position, expectedKey)
        let (key, end) = try bytes.withUnsafeBufferPointer { (text) throws(JSONSyntaxError) in
            if let end = names.end(of: expected, in: text, at: start) { return (JSONKey.known(expected), end) }
            let literal = try StringLiteral(in: text, at: start)
            return (try Self.key(literal, in: text, among: names), literal.end)
        }
        position = end
        if case .known(let index) = key { expectedKey = index + 1 }
        try readColon()
        return key
    }

    /// The next key of the object, or `nil` at its closing brace, which is consumed.
    ///
    /// After a key the caller must read or skip exactly one value.
    ///
    /// - Throws: ``JSONSyntaxError`` when no key and no closing brace comes next, or when the key is malformed.
    public mutating func nextKey() throws(JSONSyntaxError) -> String? {
        guard try advanceToKey() else { return nil }
        let key = try readString()
        try readColon()
        return key
    }

    /// Reads the opening bracket of an array. Call ``nextElement()`` until it returns `false`.
    ///
    /// - Throws: ``JSONSyntaxError`` when anything else comes next, or when the array lies too deep.
    public mutating func beginArray() throws(JSONSyntaxError) {
        try open(ASCII.openBracket, .array)
    }

    /// Whether the array has another element, which the caller must then read or skip; `false` at its closing bracket, which is consumed.
    ///
    /// - Throws: ``JSONSyntaxError`` when neither a comma nor the closing bracket follows the last element.
    public mutating func nextElement() throws(JSONSyntaxError) -> Bool {
        try advance(closing: ASCII.closeBracket)
    }
}

extension JSONReader {
    private mutating func open(_ bracket: UInt8, _ kind: Kind) throws(JSONSyntaxError) {
        skipWhitespace()
        guard position < bytes.count, bytes[position] == bracket else { throw mismatch(kind) }
        guard depth < depthLimit else { throw error(.nestedTooDeeply) }
        position &+= 1
        depth += 1
        isAtFirstMember = true
        expectedKey = 0
    }

    /// Moves to the opening quote of the next key; `false` at the closing brace.
    @inline(__always)
    private mutating func advanceToKey() throws(JSONSyntaxError) -> Bool {
        guard try advance(closing: ASCII.closeBrace) else { return false }
        guard position < bytes.count, bytes[position] == ASCII.quote else { throw error(.expectingPropertyName) }
        return true
    }

    /// Moves over the comma to where the next member must start; `false` after consuming the closing bracket.
    @inline(__always)
    private mutating func advance(closing bracket: UInt8) throws(JSONSyntaxError) -> Bool {
        skipWhitespace()
        let isFirst = isAtFirstMember
        isAtFirstMember = false
        if position < bytes.count, bytes[position] == bracket {
            position &+= 1
            depth = max(0, depth &- 1)
            return false
        }
        if isFirst { return true }
        guard position < bytes.count, bytes[position] == ASCII.comma else { throw error(.expectingComma) }
        position &+= 1
        skipWhitespace()
        return true
    }

    @inline(__always)
    private mutating func readColon() throws(JSONSyntaxError) {
        skipWhitespace()
        guard position < bytes.count, bytes[position] == ASCII.colon else { throw error(.expectingColon) }
        position &+= 1
    }

    /// A key may be spelled with escapes, and is then recognised by what it says.
    @inline(__always)
    private static func key(
        _ literal: StringLiteral,
        in text: UnsafeBufferPointer<UInt8>,
        among names: JSONKeys
    ) throws(JSONSyntaxError) -> JSONKey {
        if !literal.hasEscapes, let index = names.index(of: literal.contents, in: text) { return .known(index) }
        var name = try literal.string(in: text)
        guard literal.hasEscapes, let index = name.withUTF8({ names.index(of: 0..<$0.count, in: $0) }) else {
            return .unknown(name)
        }
        return .known(index)
    }
}
