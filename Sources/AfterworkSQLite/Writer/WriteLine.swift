import Dispatch
import Synchronization

/// What waits for a store's writer thread: whatever has come when it looks goes into one commit.
final class WriteLine: Sendable {
    /// What the thread takes at once.
    struct Round: Sendable {
        /// What is to be done outside of any transaction, first.
        var errands: [@Sendable () -> Void] = []
        var operations: [WriteOperation] = []

        var isEmpty: Bool { errands.isEmpty && operations.isEmpty }
    }

    private struct State {
        var round = Round()
        var isClosed = false
        var hasEnded = false
        /// Those who wait for the end.
        var endings: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())
    private let wakeUp = DispatchSemaphore(value: 0)

    /// How many operations wait.
    var count: Int { state.withLock(\.round.operations.count) }

    /// Puts something in.
    ///
    /// - Returns: Whether it will be done: not if the line was closed.
    func put(_ change: (inout Round) -> Void) -> Bool {
        let (isOpen, isFirst) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            let wasEmpty = state.round.isEmpty
            change(&state.round)
            return (true, wasEmpty)
        }
        // The thread takes all, so it is woken once.
        if isFirst { wakeUp.signal() }
        return isOpen
    }

    /// Waits, on the calling thread, until there is something.
    ///
    /// - Returns: All that there is; `nil` after everything was taken and the line was closed.
    func next() -> Round? {
        while true {
            let (round, isClosed) = state.withLock { state in
                defer { state.round = Round() }
                return (state.round, state.isClosed)
            }
            if !round.isEmpty { return round }
            if isClosed { return nil }
            wakeUp.wait()
        }
    }

    /// Lets nothing more in.
    ///
    /// - Parameter ending: Called when everything that was in it has been done.
    func close(then ending: @escaping @Sendable () -> Void) {
        let hasEnded = state.withLock { state in
            state.isClosed = true
            if !state.hasEnded { state.endings.append(ending) }
            return state.hasEnded
        }
        if hasEnded { ending() }
        wakeUp.signal()
    }

    /// Says that everything has been done.
    func end() {
        let endings = state.withLock { state in
            state.hasEnded = true
            defer { state.endings = [] }
            return state.endings
        }
        for ending in endings { ending() }
    }
}
