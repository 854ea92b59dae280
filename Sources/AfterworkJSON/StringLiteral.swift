/// Where a string lies in the text, by the grammar of RFC 8259 section 7.
///
/// Making one validates everything between the quotes, so that skipping a string is as strict as reading it.
struct StringLiteral {
    /// The bytes between the quotes.
    let contents: Range<Int>
    let hasEscapes: Bool

    /// The offset after the closing quote.
    var end: Int { contents.upperBound &+ 1 }

    /// The caller has seen the opening quote at `start`.
    init(in text: UnsafeBufferPointer<UInt8>, at start: Int) throws(JSONSyntaxError) {
        var position = start &+ 1
        var hasEscapes = false
        while true {
            position = Self.endOfPlainASCII(in: text, from: position)
            guard position < text.count else { throw JSONSyntaxError(.unterminatedString, at: start, in: text) }
            let byte = text[position]
            if byte == ASCII.quote { break }
            if byte == ASCII.backslash {
                hasEscapes = true
                guard position &+ 1 < text.count else { throw JSONSyntaxError(.unterminatedString, at: start, in: text) }
                position = try Escape(in: text, at: position, stringStart: start).end
            } else if byte < ASCII.firstPrintable {
                throw JSONSyntaxError(.invalidControlCharacter, at: position, in: text)
            } else {
                position = try Self.endOfBeyondASCII(in: text, from: position)
            }
        }
        contents = start &+ 1..<position
        self.hasEscapes = hasEscapes
    }

    /// One that was found in the same text before.
    @inline(__always)
    init(contents: Range<Int>, hasEscapes: Bool) {
        self.contents = contents
        self.hasEscapes = hasEscapes
    }

    /// What the literal says, its escapes resolved.
    @inline(__always)
    func string(in text: UnsafeBufferPointer<UInt8>) throws(JSONSyntaxError) -> String {
        guard hasEscapes else { return String(decoding: UnsafeBufferPointer(rebasing: text[contents]), as: UTF8.self) }
        return try unescaped(in: text)
    }

    private static func endOfPlainASCII(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var position = start
        while position &+ 8 <= text.count {
            if let match = EightBytes(in: text, at: position).firstEscapableOrBeyondASCII { return position &+ match }
            position &+= 8
        }
        while position < text.count {
            let byte = text[position]
            if byte == ASCII.quote || byte == ASCII.backslash || byte < ASCII.firstPrintable || byte >= ASCII.firstBeyond { break }
            position &+= 1
        }
        return position
    }

    private static func endOfBeyondASCII(in text: UnsafeBufferPointer<UInt8>, from start: Int) throws(JSONSyntaxError) -> Int {
        var position = start
        repeat {
            let length = UTF8Sequence.length(in: text, at: position)
            guard length > 0 else { throw JSONSyntaxError(.invalidUTF8, at: position, in: text) }
            position &+= length
        } while position < text.count && text[position] >= ASCII.firstBeyond
        return position
    }

    private func unescaped(in text: UnsafeBufferPointer<UInt8>) throws(JSONSyntaxError) -> String {
        var output: [UInt8] = []
        // Every escape is longer than what it stands for.
        output.reserveCapacity(contents.count)
        var position = contents.lowerBound
        while true {
            let plain = text[position..<contents.upperBound].prefix { $0 != ASCII.backslash }
            output.append(contentsOf: plain)
            guard plain.endIndex < contents.upperBound else { break }
            let escape = try Escape(in: text, at: plain.endIndex, stringStart: contents.lowerBound - 1)
            output.append(contentsOf: escape.scalar.utf8)
            position = escape.end
        }
        return String(decoding: output, as: UTF8.self)
    }
}
