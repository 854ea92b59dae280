extension JSONReader {
    /// Skips the next value, whatever it is, and validates it as strictly as reading would.
    ///
    /// - Returns: The value's byte range in the text, without the whitespace around it.
    /// - Throws: ``JSONSyntaxError`` when no value comes next, or when it is malformed or nested too deeply.
    @discardableResult
    public mutating func skipValue() throws(JSONSyntaxError) -> Range<Int> {
        var record = NoRecord()
        return try skipValue(record: &record)
    }

    /// The value at a byte range that ``skipValue()`` returned, whitespace outside strings removed.
    ///
    /// Any other range is not checked: it is cut to the text's bounds, and what it holds may not be JSON.
    public func text(in range: Range<Int>) -> RawJSON {
        let range = range.clamped(to: 0..<bytes.count)
        return bytes.withUnsafeBufferPointer { text in
            RawJSON(validated: Self.compact(UnsafeBufferPointer(rebasing: text[range])))
        }
    }
}

extension JSONReader {
    /// Skips the next value and tells the record of all that it consists of.
    @discardableResult
    mutating func skipValue(record: inout some TokenRecord) throws(JSONSyntaxError) -> Range<Int> {
        skipWhitespace()
        let start = position
        var containers = ContainerStack()
        repeat {
            try skipScalarOrOpen(&containers, &record)
            try advance(&containers, &record)
        } while containers.depth > 0
        return start..<position
    }

    /// Reads a value that has no members, or as much as opens one that has.
    @inline(__always)
    private mutating func skipScalarOrOpen(
        _ containers: inout ContainerStack,
        _ record: inout some TokenRecord
    ) throws(JSONSyntaxError) {
        let kind = try peek()
        let start = position
        switch kind {
        case .null: try readNull()
        case .bool: _ = try readBool()
        case .string: return try skipString(&record)
        case .number:
            let literal = bytes.withUnsafeBufferPointer { NumberLiteral(in: $0, at: position) }
            guard let literal else { throw error(.expectingValue) }
            position = literal.range.upperBound
        case .array, .object:
            try open(&containers, isObject: kind == .object)
            return record.open(at: start)
        }
        record.add(start..<position, hasEscapes: false)
    }

    private mutating func open(_ containers: inout ContainerStack, isObject: Bool) throws(JSONSyntaxError) {
        guard depth + containers.depth < depthLimit else { throw error(.nestedTooDeeply) }
        position += 1
        skipWhitespace()
        containers.open(isObject: isObject)
        let closing = isObject ? ASCII.closeBrace : ASCII.closeBracket
        isAtFirstMember = !(position < bytes.count && bytes[position] == closing)
    }

    /// After a value or an opening bracket: closes every container that ends here and moves to the next value, if there is one.
    @inline(__always)
    private mutating func advance(_ containers: inout ContainerStack, _ record: inout some TokenRecord) throws(JSONSyntaxError) {
        while containers.depth > 0 {
            let isObject = containers.isInObject
            if isAtFirstMember {
                isAtFirstMember = false
            } else {
                skipWhitespace()
                guard position < bytes.count else { throw error(.expectingComma) }
                if bytes[position] == (isObject ? ASCII.closeBrace : ASCII.closeBracket) {
                    position += 1
                    containers.close()
                    record.close(at: position)
                    continue
                }
                guard bytes[position] == ASCII.comma else { throw error(.expectingComma) }
                position += 1
                skipWhitespace()
            }
            if isObject { try skipKey(&record) }
            return
        }
    }

    private mutating func skipKey(_ record: inout some TokenRecord) throws(JSONSyntaxError) {
        guard position < bytes.count, bytes[position] == ASCII.quote else { throw error(.expectingPropertyName) }
        try skipString(&record)
        skipWhitespace()
        guard position < bytes.count, bytes[position] == ASCII.colon else { throw error(.expectingColon) }
        position += 1
    }

    @inline(__always)
    private mutating func skipString(_ record: inout some TokenRecord) throws(JSONSyntaxError) {
        let start = position
        let literal = try bytes.withUnsafeBufferPointer { (text) throws(JSONSyntaxError) in try StringLiteral(in: text, at: start) }
        position = literal.end
        record.add(start..<literal.end, hasEscapes: literal.hasEscapes)
    }

    /// Copies a valid value without the whitespace between its tokens.
    private static func compact(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var compact: [UInt8] = []
        compact.reserveCapacity(text.count)
        var uncopied = 0
        var position = 0
        while position < text.count {
            let byte = text[position]
            if ASCII.isWhitespace(byte) {
                compact.append(contentsOf: text[uncopied..<position])
                uncopied = position + 1
            }
            position = byte == ASCII.quote ? endOfString(in: text, at: position) : position + 1
        }
        compact.append(contentsOf: text[uncopied...])
        return compact
    }

    private static func endOfString(in text: UnsafeBufferPointer<UInt8>, at start: Int) -> Int {
        var position = start + 1
        while position < text.count, text[position] != ASCII.quote {
            position += text[position] == ASCII.backslash ? 2 : 1
        }
        return min(position + 1, text.count)
    }
}
