extension String {
    /// The text without white space of ASCII around it.
    var trimmed: Substring {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let end = utf8.lastIndex { !isSpace($0) }.map { utf8.index(after: $0) } ?? startIndex
        return Substring(utf8[..<end].drop(while: isSpace))
    }
}
