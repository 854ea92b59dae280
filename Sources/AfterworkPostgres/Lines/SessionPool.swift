import Afterwork
import DequeModule
import Synchronization

/// Some lines, each with a connection, of which whoever wants something done gets one for himself, in the order in which they come. Connections
/// are made as they are needed.
final class SessionPool: SessionGiving {
    private struct State {
        /// The lines that do nothing; the one that was used last is used next.
        var idle: [Int]
        var waiting: Deque<CheckedContinuation<Int, Never>> = []
    }

    private let lines: [SessionLine<Errand>]
    private let state: Mutex<State>

    /// - Parameters:
    ///   - name: The threads'.
    ///   - size: How many lines, 1 or more.
    ///   - server: Where to connect.
    ///   - mode: Who does it.
    init(name: String, size: Int, server: Server, mode: LineMode) {
        lines = (0..<size).map { _ in SessionLine(name: name, server: server, mode: mode) }
        state = Mutex(State(idle: Array(0..<size)))
    }

    func perform<Value: Sendable>(_ body: @escaping @Sendable (inout Session) throws -> Value) async throws -> Value {
        let since = ContinuousClock.now
        let number = await take()
        defer { giveBack(number) }
        return try await lines[number].perform(since: since, body)
    }

    private func take() async -> Int {
        await withCheckedContinuation { continuation in
            let number = state.withLock { state in
                let number = state.idle.popLast()
                if number == nil { state.waiting.append(continuation) }
                return number
            }
            if let number { continuation.resume(returning: number) }
        }
    }

    private func giveBack(_ number: Int) {
        let next = state.withLock { state in
            let next = state.waiting.popFirst()
            if next == nil { state.idle.append(number) }
            return next
        }
        next?.resume(returning: number)
    }

    /// Lets nothing more in.
    ///
    /// - Parameter ending: Called when everything has been done.
    func close(then ending: @escaping @Sendable () -> Void) {
        Self.close(lines[...], then: ending)
    }

    private static func close(_ lines: ArraySlice<SessionLine<Errand>>, then ending: @escaping @Sendable () -> Void) {
        guard let line = lines.first else { return ending() }
        line.close { close(lines.dropFirst(), then: ending) }
    }
}
