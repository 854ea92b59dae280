import Afterwork

/// Takes down every word that is exchanged with the store, at the moment at which the store says it, and holds it against all before.
///
/// Between what the store does and what is taken down nothing else happens: the stores of a simulation answer at once.
struct Witness: StoreWrapper {
    let store: any JobStore
    let world: World
    /// Who speaks with the store; 0 for those that belong to no process.
    let process: Int

    private var ledger: Ledger { world.ledger }
    private var time: Duration { world.clock.elapsed }
    private var now: UnixTime { world.wall.now }

    private func note(_ line: String) {
        world.trace.note(process == 0 ? line : "Process \(process): \(line)")
    }

    /// Asks the store, which here has no reason to fail.
    private func ask<Result: Sendable>(_ question: () async throws -> Result) async throws -> Result {
        do {
            return try await question()
        } catch {
            ledger.note("The store failed: \(error)")
            throw error
        }
    }

    private func records(_ ids: some Collection<JobID>) async throws -> [JobID: JobRecord] {
        var records: [JobID: JobRecord] = [:]
        for id in ids { records[id] = try await store.job(id) }
        return records
    }
}

// What a client says.
extension Witness {
    func enqueue(_ jobs: [PreparedJob]) async throws -> [Enqueued] {
        var unfinished: Set<JobID> = []
        if jobs.contains(where: { $0.uniqueness != nil }) {
            let filter = JobFilter(states: JobUniqueness.unfinished)
            unfinished = Set(try await ask { try await store.jobs(filter, before: nil, limit: .max) }.map(\.id))
        }
        let enqueued = try await ask { try await store.enqueue(jobs) }
        // Also beside one another in one batch.
        for answer in enqueued where answer.isNew { unfinished.insert(answer.id) }
        ledger.change { $0.enqueue(jobs, as: enqueued, at: now, unfinished: unfinished) }
        note(
            "stores "
                + zip(jobs, enqueued).map { ledger.text($0.id) + ($1.isNew ? "" : " as \(ledger.text($1.id))") }.joined(separator: ", ")
        )
        return enqueued
    }
}

// What a worker says.
extension Witness {
    func join() async throws -> Incarnation {
        let incarnation = try await ask { try await store.join() }
        ledger.change { $0.join(incarnation, in: process, at: time) }
        note("joins as \(ledger.text(incarnation))")
        // The process may have died while it asked.
        if process != 0, !ledger.isAlive(process) { world.simulated.abandon(incarnation) }
        return incarnation
    }

    func claim(_ request: ClaimRequest) async throws -> Claim {
        let claim = try await ask { try await store.claim(request) }
        ledger.change { $0.claim(claim, for: request, at: now) }
        let jobs = claim.jobs.map { ledger.text($0.attempt) }.joined(separator: ", ")
        note("claims \(request.wantsSuspect ? "a suspect" : "\(request.limit)"): \(jobs)\(claim.hasSuspects ? ", suspects wait" : "")")
        return claim
    }

    func start(_ attempts: [JobAttempt], by incarnation: Incarnation) async throws {
        try await ask { try await store.start(attempts, by: incarnation) }
        ledger.change { $0.mark(attempts, of: incarnation, asStarted: true) }
        note("starts \(attempts.map { ledger.text($0) }.joined(separator: ", "))")
    }

    func end(_ attempts: [JobAttempt], by incarnation: Incarnation) async throws {
        try await ask { try await store.end(attempts, by: incarnation) }
        ledger.change { $0.mark(attempts, of: incarnation, asStarted: false) }
        note("runs no more: \(attempts.map { ledger.text($0) }.joined(separator: ", "))")
    }

    func finish(_ attempts: [FinishedAttempt]) async throws -> [Bool] {
        let before = try await ask { try await records(attempts.map(\.attempt.id)) }
        let written = try await ask { try await store.finish(attempts) }
        let after = try await ask { try await records(attempts.map(\.attempt.id)) }
        if written.count != attempts.count { ledger.note("The store answered \(written.count) times to \(attempts.count) ends.") }
        for (attempt, isWritten) in zip(attempts, written) {
            let id = attempt.attempt.id
            // What another attempt of the same batch has changed is not this one's doing.
            let isAlone = attempts.count { $0.attempt.id == id } == 1
            ledger.change { $0.finish(attempt, isWritten: isWritten, from: isAlone ? before[id] : after[id], to: after[id], at: now) }
            note("ends \(ledger.text(attempt.attempt)): \(attempt.outcome)\(isWritten ? "" : ", stale")")
        }
        return written
    }

    func report(_ reports: [JobProgress]) async throws {
        let before = try await ask { try await records(reports.map(\.attempt.id)) }
        try await ask { try await store.report(reports) }
        let after = try await ask { try await records(reports.map(\.attempt.id)) }
        for report in reports {
            let (id, attempt) = (report.attempt.id, report.attempt)
            if before[id] != after[id], ledger.change({ !$0.isHeld(attempt) }) {
                ledger.note("A report of \(ledger.text(attempt)), which is stale, has changed the job.")
            }
            note("reports \(ledger.text(attempt)): \(report.fraction)")
        }
    }

    func beat(_ incarnation: Incarnation) async throws -> WorkerOrders {
        let orders = try await ask { try await store.beat(incarnation) }
        ledger.change { $0.beat(incarnation, orders, at: time) }
        note("beats\(orders.isKnown ? "" : " and is unknown")" + orders.cancelled.map { ", is to stop \(ledger.text($0))" }.joined())
        return orders
    }

    func reconcile(_ incarnation: Incarnation, holding held: [JobAttempt]) async throws {
        let lost = ledger.change { $0.lost(incarnation, holding: held) }
        try await ask { try await store.reconcile(incarnation, holding: held) }
        let after = try await ask { try await records(lost) }
        ledger.change { state in for id in lost { state.release(id, now: after[id]) } }
        note("reconciles \(lost.map { ledger.text($0) }.joined(separator: ", "))")
    }

    func leave(_ incarnation: Incarnation) async throws {
        try await ask { try await store.leave(incarnation) }
        ledger.change { $0.leave(incarnation) }
        note("leaves")
    }
}

// What any worker does for all.
extension Witness {
    func presences() async throws -> [Presence] { try await ask { try await store.presences() } }

    func rescue(_ presences: [Presence]) async throws -> [RescuedJob] {
        let before = try await ask { try await store.presences() }
        // The others have shown themselves since.
        let dead = presences.filter { $0.sign == .dead || before.contains($0) }.map(\.incarnation)
        let rescued = try await ask { try await store.rescue(presences) }
        let after = try await ask { try await records(ledger.ids) }
        ledger.change { $0.rescue(dead, rescued, after, at: time) }
        let jobs = rescued.map { "\(ledger.text($0.id)), now \($0.state.rawValue)" }.joined(separator: ", ")
        note("rescues from \(dead.map { ledger.text($0) }.joined(separator: ", ")): \(jobs)")
        return rescued
    }

    func stage(limit: Int) async throws -> Staging {
        let staging = try await ask { try await store.stage(limit: limit) }
        ledger.change { $0.stage(at: now) }
        note("stages \(staging.staged), \(staging.expired) are too late")
        return staging
    }

    func prune(_ retention: JobRetention, limit: Int) async throws -> Int {
        let removed = try await ask { try await store.prune(retention, limit: limit) }
        if removed > 0 { ledger.note("\(removed) jobs were removed, of which none is old.") }
        return removed
    }
}

// What people say.
extension Witness {
    func cancel(_ ids: [JobID]) async throws -> [JobID: JobState] {
        let before = try await ask { try await records(ids) }
        let states = try await ask { try await store.cancel(ids) }
        let after = try await ask { try await records(ids) }
        ledger.change { state in for id in ids { state.cancel(id, from: before[id], to: after[id]) } }
        note("cancels \(ids.map { ledger.text($0) }.joined(separator: ", "))")
        return states
    }

    func retry(_ ids: [JobID]) async throws -> [JobID: JobState] {
        let before = try await ask { try await records(ids) }
        let states = try await ask { try await store.retry(ids) }
        let after = try await ask { try await records(ids) }
        ledger.change { state in for id in ids { state.retry(id, from: before[id], to: after[id]) } }
        note("retries \(ids.map { ledger.text($0) }.joined(separator: ", "))")
        return states
    }

    func set(_ change: QueueChange, of queue: String) async throws {
        try await ask { try await store.set(change, of: queue) }
        ledger.change { $0.set(change, of: queue) }
        note("sets queue \(queue): \(change)")
    }
}
