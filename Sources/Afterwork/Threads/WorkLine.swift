package import Dispatch
import Synchronization

/// What waits for a thread of a store's: whatever has come when it looks, it takes at once.
package final class WorkLine<Item: Sendable>: Sendable {
    private struct State {
        var items: [Item] = []
        var isClosed = false
        var hasEnded = false
        /// Those who wait for the end.
        var endings: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())
    private let wakeUp = DispatchSemaphore(value: 0)

    /// A line with nothing in it.
    package init() {}

    /// How many items wait.
    package var count: Int { state.withLock(\.items.count) }

    /// Puts something in.
    ///
    /// - Returns: Whether it will be taken: not if the line was closed.
    @discardableResult
    package func put(_ item: Item) -> Bool {
        let (isOpen, isFirst) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.items.append(item)
            return (true, state.items.count == 1)
        }
        // The thread takes all, so it is woken once.
        if isFirst { wakeUp.signal() }
        return isOpen
    }

    /// Waits, on the calling thread, until there is something.
    ///
    /// - Returns: All that there is; `nil` after everything was taken and the line was closed.
    package func next() -> [Item]? {
        while true {
            let (items, isClosed) = state.withLock { state in
                defer { state.items = [] }
                return (state.items, state.isClosed)
            }
            if !items.isEmpty { return items }
            if isClosed { return nil }
            wakeUp.wait()
        }
    }

    /// Waits, on the calling thread, until there is something, but not for long.
    ///
    /// - Parameter limit: For how long.
    /// - Returns: All that there is; nothing if nothing came.
    package func next(within limit: DispatchTimeInterval) -> [Item] {
        let deadline = DispatchTime.now() + limit
        while true {
            let items = state.withLock { state in
                defer { state.items = [] }
                return state.items
            }
            // A signal may be left over from items that were taken before it was waited for.
            if !items.isEmpty || wakeUp.wait(timeout: deadline) == .timedOut { return items }
        }
    }

    /// Lets nothing more in.
    ///
    /// - Parameter ending: Called when everything that was in it has been done.
    package func close(then ending: @escaping @Sendable () -> Void = {}) {
        let hasEnded = state.withLock { state in
            state.isClosed = true
            if !state.hasEnded { state.endings.append(ending) }
            return state.hasEnded
        }
        if hasEnded { ending() }
        wakeUp.signal()
    }

    /// Says that everything has been done.
    package func end() {
        let endings = state.withLock { state in
            state.hasEnded = true
            defer { state.endings = [] }
            return state.endings
        }
        for ending in endings { ending() }
    }
}
