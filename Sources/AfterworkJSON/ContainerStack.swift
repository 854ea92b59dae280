/// Which arrays and objects are open, one bit each, so that skipping a value needs neither recursion nor, in practice, memory.
struct ContainerStack {
    /// How many are open.
    private(set) var depth = 0

    /// The innermost 64, the last opened in the lowest bit; 1 is an object.
    private var innermost: UInt64 = 0

    /// The state of `innermost` at every full 64.
    private var outer: [UInt64] = []

    /// Whether the container opened last is an object. Meaningless when none is open.
    var isInObject: Bool { innermost & 1 == 1 }

    mutating func open(isObject: Bool) {
        if depth > 0, depth % 64 == 0 { outer.append(innermost) }
        innermost = innermost << 1 | (isObject ? 1 : 0)
        depth += 1
    }

    mutating func close() {
        depth -= 1
        innermost >>= 1
        if depth > 0, depth % 64 == 0, let full = outer.popLast() { innermost = full }
    }
}
