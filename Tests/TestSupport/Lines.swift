import Synchronization

/// What a process has written so far, line by line; a test can wait for a line to come.
public final class Lines: Sendable {
    private struct Waiter {
        let number: Int
        let text: String
        let continuation: CheckedContinuation<String?, Never>
    }

    private struct State {
        var lines: [String] = []
        var isOver = false
        var waiters: [Waiter] = []

        func line(_ number: Int, containing text: String) -> String? {
            lines.lazy.filter { $0.contains(text) }.dropFirst(number - 1).first
        }
    }

    private let state = Mutex(State())

    /// Nothing yet.
    public init() {}

    /// All lines so far.
    public var all: [String] { state.withLock(\.lines) }

    /// Adds a line.
    public func append(_ line: String) {
        resume { state in state.lines.append(line) }
    }

    /// Says that no more will come.
    public func end() {
        resume { state in state.isOver = true }
    }

    /// Waits for a line with a text in it, or for as many such lines, and returns the last of them.
    ///
    /// - Returns: The line, or nil if the process ended without one.
    public func first(containing text: String, count: Int = 1) async -> String? {
        await withCheckedContinuation { continuation in
            let waiter = Waiter(number: count, text: text, continuation: continuation)
            resume { state in state.waiters.append(waiter) }
        }
    }

    private func resume(after change: (inout State) -> Void) {
        let ready = state.withLock { state -> [(Waiter, String?)] in
            change(&state)
            let found = state.waiters.map { ($0, state.line($0.number, containing: $0.text)) }
            let isOver = state.isOver
            state.waiters = found.filter { $0.1 == nil && !isOver }.map(\.0)
            return found.filter { $0.1 != nil || isOver }
        }
        for (waiter, line) in ready { waiter.continuation.resume(returning: line) }
    }
}
