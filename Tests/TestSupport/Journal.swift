import Synchronization

/// What happened in a test, in order, and a way to wait for it to happen.
public final class Journal: Sendable {
    private struct Waiter {
        let isSatisfied: @Sendable ([String]) -> Bool
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var lines: [String] = []
        var waiters: [Int: Waiter] = [:]
        var nextWaiter = 0
        var cancelled: Set<Int> = []
    }

    private let state = Mutex(State())

    /// An empty journal.
    public init() {}

    /// What has happened so far.
    public var lines: [String] { state.withLock(\.lines) }

    /// Writes down that something has happened.
    public func note(_ line: String) {
        let satisfied = state.withLock { state in
            state.lines.append(line)
            let lines = state.lines
            let satisfied = state.waiters.filter { $0.value.isSatisfied(lines) }
            for key in satisfied.keys { state.waiters[key] = nil }
            return satisfied.values.map(\.continuation)
        }
        for continuation in satisfied { continuation.resume(returning: true) }
    }

    /// Waits until something has happened, as many times as asked for.
    public func wait(for line: String, count: Int = 1) async throws {
        try await wait { lines in lines.count { $0 == line } >= count }
    }

    /// Waits until so many things have happened.
    public func wait(forCount count: Int) async throws {
        try await wait { $0.count >= count }
    }

    /// Waits until what has happened satisfies a condition.
    ///
    /// - Throws: `CancellationError` when the waiting task is cancelled, which is what ends a test that hangs.
    public func wait(until isSatisfied: @escaping @Sendable ([String]) -> Bool) async throws {
        let number = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        let isDone = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state -> Bool? in
                    if isSatisfied(state.lines) { return true }
                    if state.cancelled.remove(number) != nil { return false }
                    state.waiters[number] = Waiter(isSatisfied: isSatisfied, continuation: continuation)
                    return nil
                }
                if let isDone { continuation.resume(returning: isDone) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                let waiter = state.waiters.removeValue(forKey: number)
                if waiter == nil { state.cancelled.insert(number) }
                return waiter
            }
            waiter?.continuation.resume(returning: false)
        }
        if !isDone { throw CancellationError() }
    }
}
