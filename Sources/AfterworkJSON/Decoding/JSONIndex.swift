/// A text with the places of all its values, on which decoders look up what they are asked for.
///
/// It is made in one pass, which also finds out whether the text is JSON at all. Strings and numbers are only made when they are asked for.
final class JSONIndex {
    let bytes: [UInt8]
    let tokens: [JSONToken]

    /// The object in which a member was looked up last, and where its next member is. Types ask for their members in the order in which
    /// they encode them, so that the next one is nearly always the right one.
    private var current = 0
    private var cursor = 1

    /// Those of large objects, by the objects' places.
    private var directories: [Int: MemberDirectory] = [:]

    /// - Throws: ``JSONSyntaxError`` when the text is not one value, or nested too deeply.
    init(_ bytes: [UInt8]) throws(JSONSyntaxError) {
        // As many as fit in texts with little punctuation. Others make it grow.
        var list = TokenList(reservingCapacity: bytes.count / 6 + 4)
        var reader = JSONReader(bytes)
        try reader.skipValue(record: &list)
        try reader.readEnd()
        self.bytes = bytes
        tokens = list.tokens
    }

    /// The kind of the value at a place in the list of tokens.
    @inline(__always)
    func kind(of place: Int) -> JSONReader.Kind? {
        JSONReader.Kind(firstByte: bytes[Int(tokens[place].start)])
    }

    /// The places of what a container holds: of elements, or of names and values.
    @inline(__always)
    func contents(of container: Int) -> Range<Int> {
        container &+ 1..<Int(tokens[container].next)
    }

    /// Where the value after this one is, or the name after this value.
    @inline(__always)
    func place(after place: Int) -> Int {
        Int(tokens[place].next)
    }
}

extension JSONIndex {
    /// The place of the value that a member has; of repeated members, of the last one.
    func value(of name: String, in object: Int) -> Int? {
        guard tokens[object].detail < MemberDirectory.leastMembers * 2 else { return directory(of: object).value(of: name) }
        var name = name
        return name.withUTF8 { name in
            let contents = contents(of: object)
            let start = current == object ? cursor : contents.lowerBound
            return lastMember(name, in: start..<contents.upperBound) ?? lastMember(name, in: contents.lowerBound..<start)
        }
    }

    private func directory(of object: Int) -> MemberDirectory {
        if let directory = directories[object] { return directory }
        let directory = MemberDirectory(of: object, in: self)
        directories[object] = directory
        return directory
    }

    /// Has the next look-up in an object begin behind a value. What is decoded in between leads elsewhere.
    @inline(__always)
    func resume(_ object: Int, after value: Int) {
        current = object
        cursor = place(after: value)
    }

    private func lastMember(_ name: UnsafeBufferPointer<UInt8>, in members: Range<Int>) -> Int? {
        var found: Int?
        var place = members.lowerBound
        while place < members.upperBound {
            if spells(name, at: place) { found = place &+ 1 }
            place = self.place(after: place &+ 1)
        }
        return found
    }

    @inline(__always)
    private func spells(_ name: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
        let token = tokens[place]
        guard token.detail == 0 else { return spellsEscaped(name, at: place) }
        let start = Int(token.start) &+ 1
        guard Int(token.end) &- start &- 1 == name.count else { return false }
        return bytes.withUnsafeBufferPointer { text in
            var offset = 0
            while offset &+ 8 <= name.count {
                guard EightBytes(in: name, at: offset) == EightBytes(in: text, at: start &+ offset) else { return false }
                offset &+= 8
            }
            while offset < name.count {
                guard name[offset] == text[start &+ offset] else { return false }
                offset &+= 1
            }
            return true
        }
    }

    @inline(never)
    private func spellsEscaped(_ name: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
        guard let string = try? string(at: place) else { return false }
        return string.utf8.elementsEqual(name)
    }
}

extension JSONIndex {
    /// What a string or a name says, its escapes resolved.
    ///
    /// - Throws: Nothing, as the text was found to be well-formed; resolving escapes does not know that.
    @inline(__always)
    func string(at place: Int) throws(JSONSyntaxError) -> String {
        let token = tokens[place]
        let literal = StringLiteral(contents: Int(token.start) &+ 1..<Int(token.end) &- 1, hasEscapes: token.detail != 0)
        return try bytes.withUnsafeBufferPointer { (text) throws(JSONSyntaxError) in try literal.string(in: text) }
    }
}
