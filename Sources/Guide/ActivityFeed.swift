import Synchronization

/// Tells everyone who listens what is written to the activity log, from the moment they begin to listen.
final class ActivityFeed: Sendable {
    private struct Listeners {
        var next = 0
        var all: [Int: AsyncStream<String>.Continuation] = [:]
    }

    private let listeners = Mutex(Listeners())

    /// Tells all listeners.
    func publish(_ activity: String) {
        for listener in listeners.withLock({ Array($0.all.values) }) { listener.yield(activity) }
    }

    /// What is published from now on. Who is slow misses the oldest of more than a hundred.
    func activities() -> AsyncStream<String> {
        let (activities, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(100))
        let number = listeners.withLock { listeners in
            listeners.next += 1
            listeners.all[listeners.next] = continuation
            return listeners.next
        }
        continuation.onTermination = { [weak self] _ in self?.listeners.withLock { $0.all[number] = nil } }
        return activities
    }
}
