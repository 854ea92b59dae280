import Synchronization

/// The longest time that a task has waited to start.
final class Waits: Sendable {
    private let longest = Atomic(0)

    func record(_ wait: Duration) {
        let (seconds, attoseconds) = wait.components
        longest.max(Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000), ordering: .relaxed)
    }

    /// The longest wait since the last call, in microseconds.
    func takeLongest() -> Int {
        longest.exchange(0, ordering: .relaxed)
    }
}
