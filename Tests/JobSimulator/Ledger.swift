import Afterwork
import Synchronization

/// What really happened in a simulation, kept apart from the store, to hold it against the store's account.
final class Ledger: Sendable {
    /// What became of a job, as far as those who took part know.
    struct Fate: Sendable {
        let job: SimulatedJob
        var isAcknowledged = false
        var isCancelled = false
        var calls = 0
        var successes = 0
        var failures = 0
        /// The processes that are running it.
        var live: [Int] = []
    }

    private struct State {
        var fates: [JobID: Fate] = [:]
        var order: [JobID] = []
        var hasAllOffers = false
        var isCalm = false
        var isOver = false
        var lastProcess = 0
        var deaths = 0
        var dead: Set<Int> = []
        /// Attempts that run in a process, by it, and whether each is to run alone.
        var running: [Int: [JobID: Bool]] = [:]
        var violations: [String] = []
    }

    private let state = Mutex(State())

    var violations: [String] { state.withLock(\.violations) }
    var isCalm: Bool { state.withLock(\.isCalm) }
    var isOver: Bool { state.withLock(\.isOver) }
    var hasAllOffers: Bool { state.withLock(\.hasAllOffers) }
    var ids: [JobID] { state.withLock(\.order) }
    var fates: [(JobID, Fate)] { state.withLock { state in state.order.compactMap { id in state.fates[id].map { (id, $0) } } } }

    func note(_ violation: String) {
        state.withLock { $0.violations.append(violation) }
    }

    /// Where the jobs stand, for whoever looks for a fault.
    var summary: String {
        state.withLock { state in
            state.order.compactMap { state.fates[$0] }
                .map { "\($0.job.number): \($0.calls) calls, \($0.successes) successes, \($0.failures) failures" }
                .joined(separator: "; ")
        }
    }

    // What clients do.

    func offer(_ id: JobID, _ job: SimulatedJob) {
        state.withLock { state in
            state.fates[id] = Fate(job: job)
            state.order.append(id)
        }
    }

    func acknowledge(_ id: JobID) {
        state.withLock { $0.fates[id]?.isAcknowledged = true }
    }

    func endOffers() {
        state.withLock { $0.hasAllOffers = true }
    }

    func cancel(_ id: JobID) {
        state.withLock { $0.fates[id]?.isCancelled = true }
    }

    /// From now on nothing goes wrong any more.
    func calm() {
        state.withLock { $0.isCalm = true }
    }

    func end() {
        state.withLock { $0.isOver = true }
    }

    // What processes do.

    func begin() -> Int {
        state.withLock { state in
            state.lastProcess += 1
            return state.lastProcess
        }
    }

    func die(_ process: Int) {
        state.withLock { state in
            guard state.dead.insert(process).inserted else { return }
            state.deaths += 1
            for id in (state.running[process] ?? [:]).keys { state.fates[id]?.live.removeAll { $0 == process } }
            state.running[process] = nil
        }
    }

    /// - Returns: How often the job's handler had been called before.
    func begin(_ context: JobContext, _ number: Int, in process: Int) -> Int {
        state.withLock { state in
            guard var fate = state.fates[context.id] else {
                state.violations.append("Job \(number) runs, which nobody has offered.")
                return 0
            }
            defer { state.fates[context.id] = fate }
            fate.calls += 1
            guard !state.dead.contains(process) else { return fate.calls - 1 }
            if let other = fate.live.first { state.violations.append("Job \(number) runs in processes \(other) and \(process) at once.") }
            fate.live.append(process)
            let company = state.running[process, default: [:]]
            let isSuspect = context.crashes > 0
            if isSuspect && !company.isEmpty || company.values.contains(true) {
                state.violations.append("Job \(number) runs in company, after \(context.crashes) crashes.")
            }
            state.running[process, default: [:]][context.id] = isSuspect
            return fate.calls - 1
        }
    }

    func end(_ context: JobContext, in process: Int) {
        state.withLock { state in
            state.fates[context.id]?.live.removeAll { $0 == process }
            state.running[process]?[context.id] = nil
        }
    }

    func act(of number: Int, call: Int) -> SimulatedJob.Act {
        state.withLock { state in
            state.fates.values.first { $0.job.number == number }?.job.act(ofCall: call) ?? .succeed
        }
    }

    func succeed(_ id: JobID, in process: Int) {
        state.withLock { $0.fates[id]?.successes += 1 }
    }

    func fail(_ id: JobID) {
        state.withLock { $0.fates[id]?.failures += 1 }
    }

    // What must hold in the end.

    func check(_ record: JobRecord, against fate: Fate) {
        let number = fate.job.number
        let deaths = state.withLock(\.deaths)
        func expect(_ holds: Bool, _ complaint: String) {
            if !holds { note("Job \(number) is \(record.state.rawValue) \(complaint)") }
        }
        expect(record.state.isFinal, "in the end.")
        expect(record.failures <= fate.failures, "after \(record.failures) failures, of which only \(fate.failures) happened.")
        let maximum = SimulatedJob.maximumAttempts
        expect(record.failures <= maximum, "after \(record.failures) failures of at most \(maximum).")
        expect(record.crashes <= deaths, "after \(record.crashes) crashes, with only \(deaths) deaths.")
        switch record.state {
        case .completed: expect(fate.successes > 0, "and never succeeded.")
        case .discarded:
            expect(record.failures == SimulatedJob.maximumAttempts, "after \(record.failures) failures of \(SimulatedJob.maximumAttempts).")
        case .cancelled: expect(fate.isCancelled, "and nobody cancelled it.")
        case .quarantined: expect(record.crashes == JobTransition.crashLimit, "after \(record.crashes) crashes.")
        case .scheduled, .available, .running, .retryable: break
        }
    }
}
