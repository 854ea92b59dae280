import Foundation

/// What Foundation takes for JSON, as far as it follows RFC 8259. Another implementation's opinion, on Linux only: that of macOS differs in
/// more places.
enum FoundationJSON {
    /// Expects that Foundation refuses what we refuse.
    static func expectRefused(_ text: [UInt8]) throws(Finding) {
        #if os(Linux)
        guard isComparable(text), !isMoreTolerant(text) else { return }
        try expect(!accepts(text), "It is refused, but Foundation accepts it.")
        #endif
    }

    /// Expects that Foundation accepts what we accept.
    static func expectAccepted(_ text: [UInt8]) throws(Finding) {
        #if os(Linux)
        guard isComparable(text), !isStricter(text) else { return }
        try expect(accepts(text), "It is accepted, but Foundation refuses it.")
        #endif
    }

    private static func accepts(_ text: [UInt8]) -> Bool {
        (try? JSONSerialization.jsonObject(with: Data(text), options: [.fragmentsAllowed])) != nil
    }

    /// NUL bytes and byte order marks have Foundation guess at UTF-16 and UTF-32, which RFC 8259 (8.1) rules out.
    private static func isComparable(_ text: [UInt8]) -> Bool {
        !text.contains(0) && !text.starts(with: [0xEF, 0xBB, 0xBF]) && !text.starts(with: [0xFE, 0xFF]) && !text.starts(with: [0xFF, 0xFE])
    }

    /// It nests deeper, and lets a comma pass before a closing bracket.
    private static func isMoreTolerant(_ text: [UInt8]) -> Bool {
        let dense = text.filter { !" \t\r\n".utf8.contains($0) }
        return text.count { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") } > 128
            || zip(dense, dense.dropFirst()).contains { $0 == UInt8(ascii: ",") && ($1 == UInt8(ascii: "]") || $1 == UInt8(ascii: "}")) }
    }

    /// It refuses numbers that overflow.
    private static func isStricter(_ text: [UInt8]) -> Bool {
        text.contains(UInt8(ascii: "e")) || text.contains(UInt8(ascii: "E")) || text.count > 300
    }
}
