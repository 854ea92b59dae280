/// The names of an object's members that a reader looks out for.
///
/// Make it once, as a static constant, and use it for every object of that shape: the work of recognising names quickly is done here.
///
/// ```swift
/// static let keys: JSONKeys = ["id", "title"]
/// ```
///
/// Names are compared byte by byte, as RFC 8259 section 8.3 advises. Names that look alike but are composed differently in Unicode are
/// different. A name given twice is found at its first index.
public struct JSONKeys: Sendable, ExpressibleByArrayLiteral {
    private let names: [String]
    private let signatures: [UInt64]
    private let encodings: [[UInt8]]
    /// The names as JSON strings, one after another, and where each ends. One that was given before has none of its own here.
    private let literals: [UInt8]
    private let literalEnds: [Int]

    /// The names in the order that gives them their indices.
    public init(_ names: [String]) {
        self.names = names
        encodings = names.map { Array($0.utf8) }
        signatures = encodings.map { $0.withUnsafeBufferPointer { Self.signature(of: 0..<$0.count, in: $0) } }
        var literals: [UInt8] = []
        var known: Set<[UInt8]> = []
        literalEnds = encodings.map { encoding in
            if known.insert(encoding).inserted { encoding.withUnsafeBufferPointer { literals.appendJSONString($0) } }
            return literals.count
        }
        self.literals = literals
    }

    /// The names in the order that gives them their indices.
    public init(arrayLiteral names: String...) {
        self.init(names)
    }

    /// The name at an index that a ``JSONKey/known(_:)`` carried, or any other from 0 up to the number of names; others trap.
    public subscript(_ index: Int) -> String {
        names[index]
    }

    /// The index of a name, or nil if it is none of these.
    public func index(of name: String) -> Int? {
        encodings.firstIndex { $0.elementsEqual(name.utf8) }
    }
}

extension JSONKeys {
    /// Where a name ends, its quotes included, if it stands at `start` as JSON is usually written.
    ///
    /// Most texts have their keys in the declared order, so that this is asked first, and answered without searching for a key's end.
    func end(of index: Int, in text: UnsafeBufferPointer<UInt8>, at start: Int) -> Int? {
        guard index < literalEnds.count else { return nil }
        let begin = index == 0 ? 0 : literalEnds[index &- 1]
        let count = literalEnds[index] &- begin
        guard count > 0, start &+ count <= text.count else { return nil }
        return literals.withUnsafeBufferPointer { literals in
            var offset = 0
            while offset &+ 8 <= count {
                guard EightBytes(in: literals, at: begin &+ offset) == EightBytes(in: text, at: start &+ offset) else { return nil }
                offset &+= 8
            }
            while offset < count {
                guard literals[begin &+ offset] == text[start &+ offset] else { return nil }
                offset &+= 1
            }
            return start &+ count
        }
    }

    /// The index of the name that the bytes of `range` spell.
    func index(of range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Int? {
        let signature = Self.signature(of: range, in: text)
        for index in signatures.indices where signatures[index] == signature && hasTail(index, of: range, in: text) {
            return index
        }
        return nil
    }

    /// The length and the first seven bytes, which tell nearly all names apart in one comparison.
    @inline(__always)
    private static func signature(of range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var prefix: UInt64 = 0
        if range.lowerBound &+ 8 <= text.count {
            prefix = EightBytes(in: text, at: range.lowerBound).prefix(range.count)
        } else {
            for offset in 0..<min(range.count, 7) {
                prefix |= UInt64(text[range.lowerBound + offset]) &<< UInt64(offset * 8)
            }
        }
        return prefix | UInt64(min(range.count, 255)) &<< 56
    }

    /// Whether the bytes that the signature does not cover are equal too.
    @inline(__always)
    private func hasTail(_ index: Int, of range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard range.count > 7 else { return true }
        let name = encodings[index]
        guard name.count == range.count else { return false }
        for offset in 7..<range.count where name[offset] != text[range.lowerBound + offset] {
            return false
        }
        return true
    }
}
