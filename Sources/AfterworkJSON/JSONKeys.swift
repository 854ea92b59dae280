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

    /// The names in the order that gives them their indices.
    public init(_ names: [String]) {
        self.names = names
        encodings = names.map { Array($0.utf8) }
        signatures = encodings.map { $0.withUnsafeBufferPointer { Self.signature(of: 0..<$0.count, in: $0) } }
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
        names.firstIndex(of: name)
    }
}

extension JSONKeys {
    /// The index of the name that the bytes of `range` spell.
    ///
    /// `guess` is tried first: most texts have their keys in the declared order.
    func index(of range: Range<Int>, in text: UnsafeBufferPointer<UInt8>, guess: Int) -> Int? {
        let signature = Self.signature(of: range, in: text)
        if guess < signatures.count, signatures[guess] == signature, hasTail(guess, of: range, in: text) { return guess }
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
