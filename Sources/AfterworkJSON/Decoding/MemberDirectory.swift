/// Where the members of an object are, by their names. Objects are only so large that one is needed when they stand for dictionaries.
struct MemberDirectory {
    /// From here on it takes less time to make a directory than to look through all members for each of them.
    static let leastMembers = 64

    private var values: [MemberName: Int] = [:]

    init(of object: Int, in index: JSONIndex) {
        index.forEachMember(of: object) { name, value in values[name] = value }
    }

    /// The place of the value that a member has; of repeated members, of the last one.
    func value(of name: String) -> Int? {
        values[MemberName(text: name)]
    }
}

/// A member's name, compared byte by byte as RFC 8259 section 8.3 advises. A `String` is equal to others that are composed differently.
struct MemberName: Hashable {
    let text: String

    static func == (one: MemberName, other: MemberName) -> Bool {
        one.text.utf8.elementsEqual(other.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension JSONIndex {
    /// The names of an object's members in the order of the text, each once.
    func names(in object: Int) -> [String] {
        var seen: Set<MemberName> = []
        var names: [String] = []
        forEachMember(of: object) { name, _ in
            if seen.insert(name).inserted { names.append(name.text) }
        }
        return names
    }

    /// Goes through the members of an object in the order of the text, with the places of their values.
    fileprivate func forEachMember(of object: Int, _ body: (MemberName, _ value: Int) -> Void) {
        let members = contents(of: object)
        var place = members.lowerBound
        while place < members.upperBound {
            if let name = try? string(at: place) { body(MemberName(text: name), place &+ 1) }
            place = self.place(after: place &+ 1)
        }
    }
}
