import Afterwork
import Synchronization

/// The task lists of one connection's requests, on their way from whoever answers a request to the event loop that writes the answer.
///
/// A connection's requests are answered one after another, so the lists leave in the order in which they came.
final class ResponseTasks: Sendable {
    private struct State {
        /// The list of the request that is being answered, to which tasks can still be added.
        var open: TaskList?
        /// Whether that request's response is out already: whoever writes it may still be doing something after the last write.
        var isOpenOneOut = false
        /// Those whose response has not begun to be written.
        var waiting: [TaskList] = []
        var isClosed = false
        var hasClientLeft = false
        /// Those who wait for the client to leave.
        var watchers: [Int: AsyncStream<Never>.Continuation] = [:]
        var lastWatcher = 0
    }

    private let state = Mutex(State())

    /// Returns when the client has closed its side, or when the calling task is cancelled.
    @Sendable
    func waitUntilClientLeaves() async {
        let (departure, end) = AsyncStream.makeStream(of: Never.self)
        let watcher = state.withLock { state -> Int? in
            if state.hasClientLeft { return nil }
            state.lastWatcher += 1
            state.watchers[state.lastWatcher] = end
            return state.lastWatcher
        }
        guard let watcher else { return }
        for await _ in departure {}
        state.withLock { _ = $0.watchers.removeValue(forKey: watcher) }
    }

    func noteClientLeft() {
        let watchers = state.withLock { state in
            state.hasClientLeft = true
            return state.watchers
        }
        for watcher in watchers.values { watcher.finish() }
    }

    /// Takes note of a request that is about to be answered.
    func begin(_ list: TaskList) {
        state.withLock { state in
            state.open = list
            state.isOpenOneOut = false
            state.waiting.append(list)
        }
    }

    /// Takes note that nobody adds to the list any more. What becomes of it, the event loop knows; if that has left, nobody.
    func end(_ list: TaskList) {
        let isOut = state.withLock { state in
            state.open = nil
            return state.isClosed || state.isOpenOneOut
        }
        if isOut { list.handOver() }
    }

    /// Takes note that a response is out, or never will be.
    func settle(_ list: TaskList) {
        let isOpen = state.withLock { state in
            guard state.open === list else { return false }
            state.isOpenOneOut = true
            return true
        }
        if !isOpen { list.handOver() }
    }

    /// The list of the response that begins.
    func next() -> TaskList? {
        state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
    }

    /// Hands over everything but the list of the request that is still being answered: no response will be written any more.
    ///
    /// - Parameter begun: The list of a response that has begun and did not come to its end.
    func close(begun: TaskList?) {
        let left = state.withLock { state in
            state.isClosed = true
            let lists = (begun.map { [$0] } ?? []) + state.waiting
            state.waiting = []
            return lists.filter { $0 !== state.open }
        }
        for list in left { list.handOver() }
    }
}
