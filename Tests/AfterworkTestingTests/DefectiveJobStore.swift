import Afterwork
import Synchronization

/// A store that does all that another does, but for one thing.
final class DefectiveJobStore: JobStore {
    enum Defect: CaseIterable {
        case forgetsPauses
        case forgetsLimits
        case writesStaleEnds
        case answersStaleEnds
        case blamesWhatHasNotStarted
        case blamesNobody
        case blamesWhatHasEnded
        case givesSuspectsToAll
        case hidesSuspects
        case countsSnoozes
        case losesTheSecondOfABatch
        case storesTwice
        case resolvesNoAlias
        case claimsForAnybody
        case claimsWhatIsTooLate
        case overlooksCancels
        case retriesWithFailures
        case stagesTooEarly
        case stagesTooMany
        case prunesWhatWaits
        case prunesTooMany
        case listsTheOldestFirst
        case overlaysPages
        case countsTooMany
        case tellsNobody
        case tellsNoWatcher
        case callsTheIdleDead
        case rescuesFromTheLiving
        case keepsLostClaims
        case losesProgress
        case losesTraces
        case cutsPayloads
        case isNotFair
        case fails
    }

    private let store: InMemoryJobStore
    private let defect: Defect
    private let now: @Sendable () -> UnixTime
    private let silence = JobListeners()
    private let attempts = Mutex<[JobID: JobAttempt]>([:])

    init(_ store: InMemoryJobStore, defect: Defect, now: @escaping @Sendable () -> UnixTime) {
        self.store = store
        self.defect = defect
        self.now = now
    }

    func enqueue(_ jobs: [PreparedJob]) async throws -> [Enqueued] {
        let jobs = jobs.map { given in
            var job = given
            if defect == .cutsPayloads, job.payload.last == 0 { job = job.with(payload: job.payload.dropLast()) }
            if defect == .storesTwice { job.uniqueness = nil }
            if defect == .losesTraces { job.trace = [:] }
            if defect == .claimsWhatIsTooLate { job.expiry = nil }
            return job
        }
        guard defect == .losesTheSecondOfABatch, jobs.count > 1 else { return try await store.enqueue(jobs) }
        _ = try await store.enqueue([jobs[0]] + jobs.dropFirst(2))
        return jobs.map { .inserted($0.id) }
    }

    func join() async throws -> Incarnation { try await store.join() }

    func claim(_ request: ClaimRequest) async throws -> Claim {
        if defect == .fails { throw JobStoreUnavailable(.lost, "It never works.") }
        var incarnation = request.incarnation
        if defect == .claimsForAnybody, try await !store.presences().contains(where: { $0.incarnation == incarnation }) {
            incarnation = try await store.join()
        }
        let shares = request.shares.map { share in
            defect == .isNotFair ? ClaimRequest.Share(queue: share.queue, fair: share.most, most: share.most) : share
        }
        let request = ClaimRequest(
            incarnation: incarnation,
            names: request.names,
            shares: shares,
            limit: request.limit,
            wantsSuspect: request.wantsSuspect
        )
        var claim = try await store.claim(request)
        if defect == .givesSuspectsToAll, claim.hasSuspects, claim.jobs.isEmpty, !request.wantsSuspect {
            claim = try await store.claim(
                ClaimRequest(incarnation: incarnation, names: request.names, shares: shares, limit: 1, wantsSuspect: true)
            )
        }
        if defect == .hidesSuspects { claim = Claim(jobs: claim.jobs, hasSuspects: false) }
        if defect == .blamesWhatHasNotStarted { try await store.start(claim.jobs.map(\.attempt), by: incarnation) }
        attempts.withLock { attempts in
            for job in claim.jobs { attempts[job.attempt.id] = job.attempt }
        }
        return claim
    }

    func start(_ attempts: [JobAttempt], by incarnation: Incarnation) async throws {
        if defect != .blamesNobody { try await store.start(attempts, by: incarnation) }
    }

    func end(_ attempts: [JobAttempt], by incarnation: Incarnation) async throws {
        if defect != .blamesWhatHasEnded { try await store.end(attempts, by: incarnation) }
    }

    func finish(_ given: [FinishedAttempt]) async throws -> [Bool] {
        let attempts = given.map { finished in
            let current = self.attempts.withLock { $0[finished.attempt.id] } ?? finished.attempt
            var outcome = finished.outcome
            if defect == .countsSnoozes, case .snoozed(let pause) = outcome { outcome = .failed(error: "snoozed", retryAfter: pause) }
            return FinishedAttempt(defect == .writesStaleEnds ? current : finished.attempt, outcome)
        }
        let written = try await store.finish(attempts)
        return defect == .answersStaleEnds ? given.map { _ in true } : written
    }

    func report(_ reports: [JobProgress]) async throws {
        if defect != .losesProgress { try await store.report(reports) }
    }

    func beat(_ incarnation: Incarnation) async throws -> WorkerOrders {
        let orders = try await store.beat(incarnation)
        return defect == .overlooksCancels ? WorkerOrders(isKnown: orders.isKnown, cancelled: []) : orders
    }

    func reconcile(_ incarnation: Incarnation, holding held: [JobAttempt]) async throws {
        if defect != .keepsLostClaims { try await store.reconcile(incarnation, holding: held) }
    }

    func leave(_ incarnation: Incarnation) async throws { try await store.leave(incarnation) }

    func presences() async throws -> [Presence] {
        let isLate = now().microseconds > 1_767_225_600_000_000 + 3_600_000_000
        return try await store.presences().map { defect == .callsTheIdleDead && isLate ? Presence($0.incarnation, .dead) : $0 }
    }

    func rescue(_ dead: [Presence]) async throws -> [RescuedJob] {
        try await store.rescue(defect == .rescuesFromTheLiving ? dead.map { Presence($0.incarnation, .dead) } : dead)
    }

    func stage(limit: Int) async throws -> Staging {
        let staging = try await store.stage(limit: defect == .stagesTooMany ? limit + 1 : limit)
        guard defect == .stagesTooEarly, let next = staging.next, next < .seconds(2) else { return staging }
        _ = try await store.retry(try await store.jobs(JobFilter(states: [.scheduled]), before: nil, limit: 10).map(\.id))
        return staging
    }

    func prune(_ retention: JobRetention, limit: Int) async throws -> Int {
        if defect == .prunesWhatWaits {
            _ = try await store.cancel(try await store.jobs(JobFilter(states: [.available]), before: nil, limit: 1000).map(\.id))
        }
        return try await store.prune(retention, limit: defect == .prunesTooMany ? .max : limit)
    }

    func cancel(_ ids: [JobID]) async throws -> [JobID: JobState] {
        guard defect == .resolvesNoAlias else { return try await store.cancel(ids) }
        return try await store.cancel(known(ids))
    }

    func retry(_ ids: [JobID]) async throws -> [JobID: JobState] {
        let states = try await store.retry(ids)
        guard defect == .retriesWithFailures, let id = ids.first, states[id] == .available else { return states }
        // Fails it once, and has it back.
        let worker = try await store.join()
        let names = Set(try await store.counts().map(\.name))
        let shares = [ClaimRequest.Share(queue: nil, fair: 1, most: 1)]
        let claim = try await store.claim(ClaimRequest(incarnation: worker, names: names, shares: shares, limit: 1))
        _ = try await store.finish(claim.jobs.map { FinishedAttempt($0.attempt, .failed(error: "", retryAfter: .zero)) })
        _ = try await store.stage(limit: 1)
        try await store.leave(worker)
        return states
    }

    func set(_ change: QueueChange, of queue: String) async throws {
        switch change {
        case .paused where defect == .forgetsPauses: try await store.set(.resumed, of: queue)
        case .limit where defect == .forgetsLimits: try await store.set(.limit(nil), of: queue)
        default: try await store.set(change, of: queue)
        }
    }

    func job(_ id: JobID) async throws -> JobRecord? {
        let job = try await store.job(id)
        return defect == .resolvesNoAlias && job?.id != id ? nil : job
    }

    func jobs(_ filter: JobFilter, before: JobID?, limit: Int) async throws -> [JobRecord] {
        if defect == .overlaysPages, let before {
            let first = try await store.job(before)
            return (first.map { [$0] } ?? []) + (try await store.jobs(filter, before: before, limit: max(0, limit - 1)))
        }
        let jobs = try await store.jobs(filter, before: before, limit: limit)
        return defect == .listsTheOldestFirst ? jobs.reversed() : jobs
    }

    func counts() async throws -> [JobCount] {
        let counts = try await store.counts()
        guard defect == .countsTooMany else { return counts }
        return counts.map {
            JobCount(queue: $0.queue, name: $0.name, state: $0.state, count: $0.state == .cancelled ? $0.count + 1 : $0.count)
        }
    }

    func queues() async throws -> [QueueRecord] { try await store.queues() }

    func notices() -> AsyncStream<JobNotice> { defect == .tellsNobody ? silence.notices() : store.notices() }

    func changes(of id: JobID) -> AsyncStream<Void> { defect == .tellsNoWatcher ? silence.changes(of: id) : store.changes(of: id) }

    private func known(_ ids: [JobID]) async throws -> [JobID] {
        var known: [JobID] = []
        for id in ids where try await store.job(id)?.id == id { known.append(id) }
        return known
    }
}

extension PreparedJob {
    func with(payload: some Collection<UInt8>) -> PreparedJob {
        var job = PreparedJob(id: id, name: name, queue: queue, priority: priority, payload: Array(payload))
        job.schedule = schedule
        job.expiry = expiry
        job.timeout = timeout
        job.retry = retry
        job.uniqueness = uniqueness
        job.trace = trace
        return job
    }
}
