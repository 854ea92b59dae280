import Synchronization

/// Those in this process who wait for something to happen in a store.
///
/// For the authors of stores.
public final class JobListeners: Sendable {
    private struct State {
        var workers: [Int: AsyncStream<JobNotice>.Continuation] = [:]
        var watchers: [JobID: [Int: AsyncStream<Void>.Continuation]] = [:]
        var last = 0
    }

    private let state = Mutex(State())

    /// Nobody yet.
    public init() {}

    /// Notices for a worker, from now on. One that is not taken yet stands for all further ones of its kind.
    public func notices() -> AsyncStream<JobNotice> {
        // Who is that far behind looks for himself soon.
        let (notices, listener) = AsyncStream.makeStream(of: JobNotice.self, bufferingPolicy: .bufferingNewest(8))
        let number = state.withLock { state in
            state.last += 1
            state.workers[state.last] = listener
            return state.last
        }
        listener.onTermination = { [weak self] _ in self?.state.withLock { _ = $0.workers.removeValue(forKey: number) } }
        return notices
    }

    /// Tells each time that a job has changed, from now on.
    ///
    /// - Parameter id: The job.
    /// - Returns: An element after each change; one that is not taken yet stands for all further ones.
    public func changes(of id: JobID) -> AsyncStream<Void> {
        let (changes, watcher) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.last += 1
            state.watchers[id, default: [:]][state.last] = watcher
            return state.last
        }
        watcher.onTermination = { [weak self] _ in self?.forget(number, of: id) }
        return changes
    }

    private func forget(_ number: Int, of id: JobID) {
        state.withLock { state in
            state.watchers[id]?[number] = nil
            if state.watchers[id]?.isEmpty ?? false { state.watchers[id] = nil }
        }
    }

    /// Whether anybody watches a job, so that it is worth knowing which ones changed.
    public var haveWatchers: Bool { state.withLock { !$0.watchers.isEmpty } }

    /// Tells those who wait.
    ///
    /// - Parameters:
    ///   - notices: What workers want to know.
    ///   - changed: The jobs that changed.
    public func tell(_ notices: Set<JobNotice>, changed: some Collection<JobID>) {
        let (workers, watchers) = state.withLock { state in
            (
                // In an order that does not depend on the process, so that a simulation that is repeated is the same again.
                notices.isEmpty ? [] : state.workers.sorted { $0.key < $1.key }.map(\.value),
                state.watchers.isEmpty ? [] : changed.flatMap { state.watchers[$0].map { Array($0.values) } ?? [] }
            )
        }
        for worker in workers {
            for notice in JobNotice.allCases where notices.contains(notice) { worker.yield(notice) }
        }
        for watcher in watchers { watcher.yield() }
    }
}
