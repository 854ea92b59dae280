import Synchronization

/// Counts from any thread.
public final class Counter: Sendable {
    private let count = Atomic(0)

    /// A count of zero.
    public init() {}

    /// The count so far.
    public var value: Int { count.load(ordering: .sequentiallyConsistent) }

    /// Counts one more.
    public func add() {
        count.add(1, ordering: .sequentiallyConsistent)
    }
}
