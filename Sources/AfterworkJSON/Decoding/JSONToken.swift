/// A value or a member's name: where it lies in the text, and where the next one of its container does in the list of tokens.
///
/// The tokens of a text are in the order of the text. An array is followed by its elements, an object by a name and a value for each
/// member. Its size is what an index costs per value, so offsets have 32 bits, and so does a text's length.
struct JSONToken {
    /// The offset of its first byte, which says of what kind it is.
    let start: UInt32

    /// The offset after its last byte.
    var end: UInt32

    /// The place of what follows it and all that it holds.
    var next: UInt32

    /// Of a string or name, 1 if it has escapes; of an array, how many elements it has; of an object, how many names and values.
    var detail: UInt32
}

/// What is told of every value and name that is passed over, in the order of the text.
protocol TokenRecord {
    /// A value that holds no others, or a member's name.
    mutating func add(_ range: Range<Int>, hasEscapes: Bool)

    /// An array or object whose bracket is at `start`. What it holds follows.
    mutating func open(at start: Int)

    /// The end of what was opened last and is not closed yet; its last byte is before `end`.
    mutating func close(at end: Int)
}

/// Remembers nothing, for what is only skipped.
struct NoRecord: TokenRecord {
    @inline(__always) func add(_ range: Range<Int>, hasEscapes: Bool) {}
    @inline(__always) func open(at start: Int) {}
    @inline(__always) func close(at end: Int) {}
}

/// All tokens of a text.
struct TokenList: TokenRecord {
    private(set) var tokens: [JSONToken] = []

    /// The place of the innermost container that is open. While one is, its `next` is the place of the one around it.
    private var innermost: UInt32?

    init(reservingCapacity capacity: Int) {
        tokens.reserveCapacity(capacity)
    }

    @inline(__always)
    mutating func add(_ range: Range<Int>, hasEscapes: Bool) {
        append(start: range.lowerBound, end: range.upperBound, next: UInt32(truncatingIfNeeded: tokens.count &+ 1), hasEscapes ? 1 : 0)
    }

    @inline(__always)
    mutating func open(at start: Int) {
        let place = UInt32(truncatingIfNeeded: tokens.count)
        append(start: start, end: start, next: innermost ?? 0, 0)
        innermost = place
    }

    @inline(__always)
    mutating func close(at end: Int) {
        guard let closed = innermost else { return }
        let place = Int(closed)
        innermost = place == 0 ? nil : tokens[place].next
        tokens[place].end = UInt32(truncatingIfNeeded: end)
        tokens[place].next = UInt32(truncatingIfNeeded: tokens.count)
    }

    @inline(__always)
    private mutating func append(start: Int, end: Int, next: UInt32, _ detail: UInt32) {
        if let innermost { tokens[Int(innermost)].detail &+= 1 }
        let (start, end) = (UInt32(truncatingIfNeeded: start), UInt32(truncatingIfNeeded: end))
        tokens.append(JSONToken(start: start, end: end, next: next, detail: detail))
    }
}
