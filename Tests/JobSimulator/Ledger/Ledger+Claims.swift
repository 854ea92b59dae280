import Afterwork

// Storing and giving out.
extension Ledger.State {
    /// Takes note of what the store has answered to a client.
    mutating func enqueue(_ jobs: [PreparedJob], as enqueued: [Enqueued], at now: UnixTime, unfinished: Set<JobID>) {
        if jobs.count != enqueued.count { note("The store answered \(enqueued.count) times to \(jobs.count) jobs.") }
        for (job, answer) in zip(jobs, enqueued) {
            guard let fate = fates[job.id], !fate.isStored else { continue }
            switch answer {
            case .existed(let other):
                fates[job.id]?.original = other
                if fates[other]?.job.key != fate.job.key { note("\(text(job.id)) was taken for \(text(other)).") }
            case .inserted:
                fates[job.id]?.isStored = true
                let runAt = max(now, job.schedule.time(at: now))
                fates[job.id]?.notBefore = runAt > now ? runAt : nil
                fates[job.id]?.expiresAt = job.expiry.map { runAt + $0 }
                noteTwins(of: job.id, fate.job, among: unfinished)
            }
        }
    }

    private mutating func noteTwins(of id: JobID, _ job: SimulatedJob, among unfinished: Set<JobID>) {
        guard let key = job.key else { return }
        for other in order where other != id && unfinished.contains(other) && fates[other]?.job.key == key {
            note("\(text(id)) is stored beside \(text(other)), which is the same.")
        }
    }

    mutating func join(_ incarnation: Incarnation, in process: Int, at time: Duration) {
        if members[incarnation] != nil { note("Two workers were given the same name.") }
        members[incarnation] = Member(number: members.count + 1, process: process, lastSign: time)
    }

    /// Takes note of what the store has given to a worker.
    mutating func claim(_ claim: Claim, for request: ClaimRequest, at now: UnixTime) {
        if claim.jobs.count > request.limit { note("\(text(request.incarnation)) got \(claim.jobs.count) jobs of \(request.limit).") }
        if !claim.jobs.isEmpty, members[request.incarnation]?.isEntered != true {
            note("\(text(request.incarnation)) got jobs, though it has left or was taken for dead.")
        }
        for job in claim.jobs { give(job, for: request, at: now) }
        for queue in Set(claim.jobs.map(\.queue)).sorted() {
            if paused.contains(queue) { note("Jobs of queue \(queue) were given out, which is paused.") }
            let held = fates.values.count { $0.holding != nil && $0.job.queue == queue }
            if let limit = limits[queue], held > limit { note("\(held) jobs of queue \(queue) run at once, of \(limit).") }
        }
    }

    /// Takes note that jobs were made available whose time has come. The clock may be set back after that.
    mutating func stage(at now: UnixTime) {
        for id in order where fates[id]?.notBefore.map({ $0 <= now }) ?? false { fates[id]?.notBefore = nil }
    }

    private mutating func give(_ job: ClaimedJob, for request: ClaimRequest, at now: UnixTime) {
        let id = job.attempt.id
        guard var fate = fates[id] else { return note("The store gives out a job that nobody has offered.") }
        func expect(_ holds: Bool, _ complaint: @autoclosure () -> String) {
            if !holds { note("\(text(job.attempt)) was given to \(text(request.incarnation)), \(complaint())") }
        }
        expect(fate.original == nil, "though it is an alias.")
        expect(job.attempt.fence > fate.fence, "though there was an attempt \(fate.fence).")
        if let holding = fate.holding { expect(false, "though \(text(holding.holder)) holds attempt \(holding.attempt.fence).") }
        if let end = fate.end { expect(false, "though it is \(end.rawValue).") }
        if let notBefore = fate.notBefore { expect(now >= notBefore, "\(notBefore - now) too early.") }
        if let expiresAt = fate.expiresAt { expect(now < expiresAt, "\(now - expiresAt) too late.") }
        expect(job.failures == fate.failures, "with \(job.failures) failures, of which there were \(fate.failures).")
        expect(job.crashes == fate.crashes, "with \(job.crashes) crashes, of which there were \(fate.crashes).")
        expect((fate.crashes > 0) == request.wantsSuspect, "which asked for \(request.wantsSuspect ? "suspects" : "no suspects").")
        fate.fence = job.attempt.fence
        fate.holding = Fate.Holding(attempt: job.attempt, holder: request.incarnation)
        fates[id] = fate
    }
}
