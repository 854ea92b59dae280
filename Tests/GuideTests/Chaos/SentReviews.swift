import Synchronization

/// The reviews that were sent, each of a customer of its own, and what their senders know of them.
final class SentReviews: Sendable {
    private struct State {
        var next = 0
        /// By customer: the path of the job, from a reply that was received whole.
        var acknowledged: [Int: String] = [:]
        var refused = 0
    }

    private let state = Mutex(State())

    /// The number of a customer who has not sent anything yet.
    func takeNumber() -> Int {
        state.withLock { state in
            defer { state.next += 1 }
            return state.next
        }
    }

    /// A success was received.
    func acknowledge(_ customer: Int, job path: String) {
        state.withLock { $0.acknowledged[customer] = path }
    }

    /// Anything else was received.
    func refuse() {
        state.withLock { $0.refused += 1 }
    }

    /// How many were sent, also those of which nothing was heard.
    var count: Int { state.withLock(\.next) }
    var acknowledged: [Int: String] { state.withLock(\.acknowledged) }
    var refusals: Int { state.withLock(\.refused) }
}
