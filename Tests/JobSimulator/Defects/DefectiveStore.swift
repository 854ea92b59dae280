import Afterwork
import Synchronization

/// A store that does all that another does, but for one thing.
final class DefectiveStore: StoreWrapper {
    private struct State {
        /// What was promised and is not done yet.
        var promisedJobs: [PreparedJob] = []
        var promisedEnds: [FinishedAttempt] = []
        /// Who got which job last.
        var claims: [JobID: (job: ClaimedJob, holder: Incarnation)] = [:]
        /// When a worker last showed that it lives, by the store's clock.
        var signs: [Incarnation: UnixTime] = [:]
    }

    let store: any JobStore
    private let defect: PlantedDefect
    private let wall: WallClock
    private let state = Mutex(State())
    private let silence = JobListeners()

    private init(_ store: any JobStore, _ defect: PlantedDefect, wall: WallClock) {
        self.store = store
        self.defect = defect
        self.wall = wall
    }

    /// Plants a defect in a store.
    static func plant(_ defect: PlantedDefect, in simulated: SimulatedStore, wall: WallClock) -> SimulatedStore {
        let defective = DefectiveStore(simulated.store, defect, wall: wall)
        var planted = simulated
        planted.store = defective
        planted.abandon = { worker in
            defective.forgetPromises()
            simulated.abandon(worker)
        }
        return planted
    }

    /// What was promised dies with the process that would have done it.
    private func forgetPromises() {
        state.withLock { state in
            state.promisedJobs = []
            state.promisedEnds = []
        }
    }

    private func latest(_ attempt: JobAttempt) -> JobAttempt { state.withLock { $0.claims[attempt.id]?.job.attempt } ?? attempt }
}

// Storing.
extension DefectiveStore {
    func enqueue(_ jobs: [PreparedJob]) async throws -> [Enqueued] {
        if defect == .earlyAcknowledgement {
            state.withLock { $0.promisedJobs += jobs }
            return jobs.map { .inserted($0.id) }
        }
        let jobs = jobs.map { given in
            var job = given
            if defect == .twins { job.uniqueness = nil }
            if defect == .tooLate { job.expiry = nil }
            return job
        }
        guard defect == .lostSecondOfBatch, jobs.count > 1 else { return try await store.enqueue(jobs) }
        _ = try await store.enqueue([jobs[0]] + jobs.dropFirst(2))
        return jobs.map { .inserted($0.id) }
    }

    func set(_ change: QueueChange, of queue: String) async throws {
        switch change {
        case .paused where defect == .forgottenPause, .limit where defect == .forgottenLimit: return
        default: try await store.set(change, of: queue)
        }
    }
}

// Giving out.
extension DefectiveStore {
    func claim(_ request: ClaimRequest) async throws -> Claim {
        var claim = try await store.claim(request)
        if defect == .suspectsInCompany, claim.hasSuspects, claim.jobs.isEmpty {
            claim = try await store.claim(
                ClaimRequest(incarnation: request.incarnation, names: request.names, shares: request.shares, limit: 1, wantsSuspect: true)
            )
        }
        if defect == .doubleClaim, claim.jobs.isEmpty, !request.wantsSuspect, let other = held(byOtherThan: request.incarnation) {
            return Claim(jobs: [other], hasSuspects: claim.hasSuspects)
        }
        if defect == .crashBeforeStart { try await store.start(claim.jobs.map(\.attempt), by: request.incarnation) }
        state.withLock { state in
            for job in claim.jobs { state.claims[job.attempt.id] = (job, request.incarnation) }
        }
        return claim
    }

    private func held(byOtherThan incarnation: Incarnation) -> ClaimedJob? {
        state.withLock { state in
            state.claims.values.filter { $0.holder != incarnation && $0.job.crashes == 0 }.map(\.job).min { $0.attempt.id < $1.attempt.id }
        }
    }

    func start(_ attempts: [JobAttempt], by incarnation: Incarnation) async throws {
        if defect == .crashNotCounted { return }
        try await store.start(attempts, by: incarnation)
        if defect == .doneAtStart { _ = try await store.finish(attempts.map { FinishedAttempt($0, .completed(result: nil)) }) }
    }

    func end(_ attempts: [JobAttempt], by incarnation: Incarnation) async throws {
        if defect != .crashAfterEnd { try await store.end(attempts, by: incarnation) }
    }

    func stage(limit: Int) async throws -> Staging {
        let promised = state.withLock { state in
            defer { state.promisedJobs = [] }
            return state.promisedJobs
        }
        if !promised.isEmpty { _ = try await store.enqueue(promised) }
        if defect == .tooEarly {
            let waiting = try await store.jobs(JobFilter(states: [.scheduled]), before: nil, limit: .max)
            _ = try await store.retry(waiting.map(\.id))
        }
        return try await store.stage(limit: limit)
    }

    func reconcile(_ incarnation: Incarnation, holding held: [JobAttempt]) async throws {
        if defect != .lostClaims { try await store.reconcile(incarnation, holding: held) }
    }
}

// Writing down.
extension DefectiveStore {
    func finish(_ given: [FinishedAttempt]) async throws -> [Bool] {
        let attempts = given.map { FinishedAttempt(defect == .noFence ? latest($0.attempt) : $0.attempt, changed($0.outcome)) }
        state.withLock { state in
            for finished in attempts where state.claims[finished.attempt.id]?.job.attempt == finished.attempt {
                state.claims[finished.attempt.id] = nil
            }
            if defect == .earlyEnd { state.promisedEnds += attempts }
        }
        if defect == .earlyEnd { return given.map { _ in true } }
        let written = try await store.finish(attempts)
        return defect == .doneAtStart ? given.map { _ in true } : written
    }

    private func changed(_ outcome: JobOutcome) -> JobOutcome {
        switch (defect, outcome) {
        case (.failureNotCounted, .failed(_, let pause?)): .snoozed(pause)
        case (.endlessRetries, .failed(let error, nil)): .failed(error: error, retryAfter: .seconds(1))
        case (.snoozeCounted, .snoozed(let pause)): .failed(error: "It snoozes.", retryAfter: pause)
        case (.releaseCounted, .released): .failed(error: "The worker has ended.", retryAfter: .zero)
        case (.discardRetried, .discarded(let reason)): .failed(error: reason, retryAfter: .seconds(1))
        default: outcome
        }
    }

    func report(_ reports: [JobProgress]) async throws {
        try await store.report(
            reports.map { report in
                let attempt = defect == .noFenceForReports ? latest(report.attempt) : report.attempt
                return JobProgress(attempt, fraction: report.fraction, message: report.message)
            }
        )
    }
}

// Life, death and telling.
extension DefectiveStore {
    func join() async throws -> Incarnation {
        let incarnation = try await store.join()
        state.withLock { $0.signs[incarnation] = wall.now }
        return incarnation
    }

    func beat(_ incarnation: Incarnation) async throws -> WorkerOrders {
        let promised = state.withLock { state in
            state.signs[incarnation] = wall.now
            defer { state.promisedEnds = [] }
            return state.promisedEnds
        }
        if !promised.isEmpty { _ = try await store.finish(promised) }
        let orders = try await store.beat(incarnation)
        return defect == .forgottenCancels ? WorkerOrders(isKnown: orders.isKnown, cancelled: []) : orders
    }

    func presences() async throws -> [Presence] {
        let presences = try await store.presences()
        switch defect {
        case .rescueOfTheLiving: return presences.enumerated().map { $0 == 0 ? Presence($1.incarnation, .dead) : $1 }
        case .unseenBeats: return presences.map { Presence($0.incarnation, .beats(0)) }
        case .lifeByWallClock:
            let signs = state.withLock(\.signs)
            return presences.map { presence in
                let silence = signs[presence.incarnation].map { wall.now - $0 } ?? .zero
                return Presence(presence.incarnation, silence >= Ledger.lease ? .dead : .alive)
            }
        default: return presences
        }
    }

    func rescue(_ dead: [Presence]) async throws -> [RescuedJob] {
        switch defect {
        case .noRescue: return []
        case .rescueOfAll: return try await store.rescue(try await store.presences().map { Presence($0.incarnation, .dead) })
        case .unseenBeats: return try await store.rescue(dead.map { Presence($0.incarnation, .dead) })
        case .noQuarantine:
            let rescued = try await store.rescue(dead)
            let lost = rescued.filter { $0.state == .quarantined }
            _ = try await store.retry(lost.map(\.id))
            return rescued.map { job in
                job.state == .quarantined ? RescuedJob(id: job.id, name: job.name, state: .available, crashes: 0) : job
            }
        default: return try await store.rescue(dead)
        }
    }

    func notices() -> AsyncStream<JobNotice> {
        switch defect {
        case .lostWakeUp: return silence.notices()
        case .lostOrders:
            // Those of work are told on, in the order in which they came.
            let notices = store.notices()
            return AsyncStream {
                var iterator = notices.makeAsyncIterator()
                while let notice = await iterator.next() {
                    if notice != .orders { return notice }
                }
                return nil
            }
        default: return store.notices()
        }
    }
}
