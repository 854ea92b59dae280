import Dispatch

/// Holds up whoever comes until a test opens it.
public final class Gate: Sendable {
    private let journal = Journal()
    private let semaphore = DispatchSemaphore(value: 0)

    /// A closed gate.
    public init() {}

    /// Lets all through, those who wait and those who come later.
    public func open() {
        journal.note("open")
        semaphore.signal()
    }

    /// Waits without a thread.
    ///
    /// - Throws: `CancellationError` when the waiting task is cancelled.
    public func wait() async throws {
        try await journal.wait(forCount: 1)
    }

    /// Waits and keeps the calling thread, as a system call that blocks would.
    public func block() {
        semaphore.wait()
        semaphore.signal()
    }

    /// Waits like ``block()``, but not for ever: a blocking call that takes a while.
    ///
    /// - Returns: Whether the gate was opened.
    @discardableResult
    public func block(forMilliseconds milliseconds: Int) -> Bool {
        guard semaphore.wait(timeout: .now() + .milliseconds(milliseconds)) == .success else { return false }
        semaphore.signal()
        return true
    }
}
