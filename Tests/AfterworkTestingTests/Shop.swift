import Afterwork
import AfterworkTesting

/// A shop that sends receipts, as an application would have it, on a store in memory and a clock that the test moves.
struct Shop {
    struct SendReceipt: Job, Hashable {
        static let options = JobOptions(queue: "mail", retry: .exponential(maximumAttempts: 3))
        var orderID: Int
    }

    struct CountSales: Job, Hashable {
        var day: String
    }

    struct MailboxFull: Error {}

    let clock = ManualClock()
    let queue: JobQueue

    init() {
        queue = JobQueue(store: InMemoryJobStore(now: clock.time), now: clock.time)
    }
}
