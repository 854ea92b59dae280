import Synchronization

/// Counts since the runner was made. They only grow.
final class TaskTotals: Sendable {
    let added = Atomic(0)
    let finished = Atomic(0)
    let failed = Atomic(0)
    let refused = Atomic(0)
}
