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
        /// How many want something done that was not done yet.
        var pending = 0
        var isClosed = false
        /// Who waits for all of it to be done.
        var endings: [@Sendable () -> Void] = []

        /// - Returns: Those whom nothing keeps waiting any more.
        mutating func takeEndings() -> [@Sendable () -> Void] {
            guard isClosed, pending == 0 else { return [] }
            defer { endings = [] }
            return endings
        }
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

    /// How much it was asked that is not done.
    var pendingCount: Int { state.withLock(\.pending) }

    /// Whether it takes more in.
    var isOpen: Bool { state.withLock { !$0.isClosed } }

    func perform<Value: Sendable>(_ body: @escaping @Sendable (inout Session) throws -> Value) async throws -> Value {
        let since = ContinuousClock.now
        let isOpen = state.withLock { state in
            if !state.isClosed { state.pending += 1 }
            return !state.isClosed
        }
        guard isOpen else { throw JobStoreUnavailable.closed }
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
        let (next, endings) = state.withLock { state in
            let next = state.waiting.popFirst()
            if next == nil { state.idle.append(number) }
            state.pending -= 1
            return (next, state.takeEndings())
        }
        next?.resume(returning: number)
        for ending in endings { closeLines(then: ending) }
    }

    /// Lets nothing more in.
    ///
    /// - Parameter ending: Called when everything has been done.
    func close(then ending: @escaping @Sendable () -> Void) {
        let endings = state.withLock { state in
            state.isClosed = true
            state.endings.append(ending)
            return state.takeEndings()
        }
        for ending in endings { closeLines(then: ending) }
    }

    private func closeLines(then ending: @escaping @Sendable () -> Void) {
        Self.close(lines[...], then: ending)
    }

    private static func close(_ lines: ArraySlice<SessionLine<Errand>>, then ending: @escaping @Sendable () -> Void) {
        guard let line = lines.first else { return ending() }
        line.close { close(lines.dropFirst(), then: ending) }
    }
}
