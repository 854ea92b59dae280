import Afterwork
import TestSupport

/// A job that does in each attempt what was decided when it was made.
struct SimulatedJob: Sendable {
    static let name = "simulated"
    static let queues = ["a", "b", "c"]

    /// What an attempt does.
    enum Act {
        case succeed
        case fail
        case snooze
        /// Takes a while, and says how far it is.
        case ramble
        /// Goes on until it is stopped, and says that it does.
        case hang
        case discard
        /// Takes its process with it.
        case die
    }

    /// What most attempts do.
    private static let usual = [Act.succeed, .fail, .snooze, .ramble, .hang, .discard]

    let number: Int
    var queue = "a"
    var priority = 0
    var acts: [Act] = []
    var schedule = JobSchedule.now
    /// Whether no timeout stops it, so that somebody has to cancel it if it hangs.
    var isEndless = false
    var isUndecodable = false
    var expiry: Duration?
    /// What it has in common with others beside which it must not be stored.
    var key: UInt8?

    /// A job that succeeds.
    init(number: Int) {
        self.number = number
    }

    init(number: Int, using generator: inout SplitMix64) {
        self.number = number
        func happens(oneIn count: Int) -> Bool { Int.random(in: 0..<count, using: &generator) == 0 }
        queue = Self.queues[Int.random(in: 0..<Self.queues.count, using: &generator)]
        priority = Int.random(in: 0..<3, using: &generator)
        // In the end it succeeds, if it has attempts left.
        let length = Int.random(in: 0...4, using: &generator)
        acts = (0..<length).map { _ in Self.usual[Int.random(in: 0..<Self.usual.count, using: &generator)] }
        if happens(oneIn: 2) { schedule = .after(.milliseconds(Int.random(in: 1...3000, using: &generator))) }
        if happens(oneIn: 12) { isUndecodable = true }
        if happens(oneIn: 6) { expiry = .seconds(Int.random(in: 1...20, using: &generator)) }
        if happens(oneIn: 4) { key = UInt8.random(in: 0..<2, using: &generator) }
        if happens(oneIn: 8) { (isEndless, acts) = (true, [.hang, .hang]) }
        if happens(oneIn: 15) { acts = [.die, .die, .die] }
    }

    /// What the call of its handler does that is the so-manieth, counted from 0.
    func act(ofCall call: Int) -> Act { call < acts.count ? acts[call] : .succeed }

    /// How many failures it may have before it is given up.
    static let maximumAttempts = 4
    static let timeout = Duration.seconds(5)

    /// As it is stored.
    func prepared(as id: JobID) -> PreparedJob {
        let payload = isUndecodable ? "{\"number\":\"\(number)\"}" : "{\"number\":\(number)}"
        var job = PreparedJob(id: id, name: Self.name, queue: queue, priority: priority, payload: Array(payload.utf8))
        job.schedule = schedule
        job.expiry = expiry
        if isEndless { job.timeout = .seconds(1_000_000) }
        if let key {
            job.uniqueness = PreparedJob.Uniqueness(key: [key], period: nil, states: JobUniqueness.unfinished, conflict: .keep)
        }
        return job
    }
}
