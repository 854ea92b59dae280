import Synchronization

/// For how long which way to the store is broken.
final class Weather: Sendable {
    private struct State {
        var outageEnd = Duration.zero
        var cutEnds: [Int: Duration] = [:]
    }

    private let state = Mutex(State())

    /// Nobody reaches the store until then.
    func breakStore(until end: Duration) {
        state.withLock { $0.outageEnd = max($0.outageEnd, end) }
    }

    /// A process does not reach the store until then.
    func cut(_ process: Int, until end: Duration) {
        state.withLock { $0.cutEnds[process] = end }
    }

    func isBroken(for process: Int, at time: Duration) -> Bool {
        state.withLock { time < $0.outageEnd || $0.cutEnds[process].map { time < $0 } ?? false }
    }

    /// Everybody reaches the store again.
    func clear() {
        state.withLock { $0 = State() }
    }
}
