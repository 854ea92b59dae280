import Afterwork
import Synchronization

/// What really happened in a simulation, kept apart from the store, to hold it against the store's account.
///
/// It knows what clients were told, what handlers did, which processes live, and every word that the store has said: by these it decides
/// what the store may say next.
final class Ledger: Sendable {
    struct State {
        var fates: [JobID: Fate] = [:]
        var order: [JobID] = []
        var members: [Incarnation: Member] = [:]
        var paused: Set<String> = []
        var limits: [String: Int] = [:]
        var hasAllOffers = false
        var calmSince: Duration?
        var isOver = false
        var lastProcess = 0
        var dead: Set<Int> = []
        /// Attempts that run in a process, by it, and when each began that is to run alone.
        var running: [Int: [JobAttempt: Duration?]] = [:]
        var violations: [String] = []
        let judgesBySilence: Bool
    }

    /// How long a worker may show nothing before others may take it for dead.
    static let lease = Duration.seconds(6)

    private let state: Mutex<State>

    /// - Parameter judgesBySilence: Whether a worker that shows nothing for a lease may be taken for dead.
    init(judgesBySilence: Bool) {
        state = Mutex(State(judgesBySilence: judgesBySilence))
    }

    func change<Result: Sendable>(_ body: (inout State) -> Result) -> Result { state.withLock { body(&$0) } }

    var violations: [String] { state.withLock(\.violations) }
    var isViolated: Bool { state.withLock { !$0.violations.isEmpty } }
    var isCalm: Bool { calmSince != nil }
    var calmSince: Duration? { state.withLock(\.calmSince) }
    var isOver: Bool { state.withLock(\.isOver) }
    var hasAllOffers: Bool { state.withLock(\.hasAllOffers) }
    var ids: [JobID] { state.withLock(\.order) }
    var fates: [(JobID, Fate)] { state.withLock { state in state.order.compactMap { id in state.fates[id].map { (id, $0) } } } }

    func note(_ violation: String) {
        state.withLock { $0.note(violation) }
    }

    /// From now on nothing goes wrong any more.
    func calm(at time: Duration) {
        state.withLock { $0.calmSince = time }
    }

    func end() {
        state.withLock { $0.isOver = true }
    }

    // What clients do.

    func offer(_ id: JobID, _ job: SimulatedJob) {
        state.withLock { state in
            state.fates[id] = Fate(job: job)
            state.order.append(id)
        }
    }

    /// Takes note that a client was told what became of its jobs.
    func acknowledge(_ ids: [JobID], as enqueued: [Enqueued]) {
        state.withLock { state in
            for (id, enqueued) in zip(ids, enqueued) { state.fates[id]?.acknowledged = enqueued }
        }
    }

    func endOffers() {
        state.withLock { $0.hasAllOffers = true }
    }

    /// Jobs that run and that nobody has cancelled, though nothing else ends them.
    var endless: [JobID] {
        fates.filter { $0.1.job.isEndless && $0.1.holding != nil && !$0.1.isBeingCancelled }.map(\.0)
    }
}

// How it speaks of them.
extension Ledger {
    func text(_ id: JobID) -> String { state.withLock { $0.text(id) } }

    func text(_ attempt: JobAttempt) -> String { state.withLock { $0.text(attempt) } }

    func text(_ incarnation: Incarnation) -> String { state.withLock { $0.text(incarnation) } }

    /// Where the jobs stand, for whoever looks for a fault.
    var summary: String {
        fates.map { "\(text($0)): \($1.calls) calls, \($1.failures) failures, \($1.crashes) crashes, \($1.end?.rawValue ?? "unfinished")" }
            .joined(separator: "; ")
    }
}

extension Ledger.State {
    mutating func note(_ violation: String) {
        violations.append(violation)
    }

    func text(_ id: JobID) -> String { fates[id].map { "job \($0.job.number)" } ?? "an unknown job" }

    func text(_ attempt: JobAttempt) -> String { "\(text(attempt.id)) (attempt \(attempt.fence))" }

    func text(_ incarnation: Incarnation) -> String {
        members[incarnation].map { "worker \($0.number) of process \($0.process)" } ?? "an unknown worker"
    }
}
