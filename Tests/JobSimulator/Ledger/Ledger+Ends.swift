import Afterwork

// How attempts end.
extension Ledger.State {
    /// Whether an attempt is the one that the store has given out last, and its end not known.
    func isHeld(_ attempt: JobAttempt) -> Bool { fates[attempt.id]?.holding?.attempt == attempt }

    mutating func mark(_ attempts: [JobAttempt], of incarnation: Incarnation, asStarted hasStarted: Bool) {
        guard members[incarnation]?.isEntered == true else { return }
        for attempt in attempts where isHeld(attempt) { fates[attempt.id]?.holding?.hasStarted = hasStarted }
    }

    /// Takes note of the end of an attempt.
    ///
    /// - Parameters:
    ///   - finished: What was to be written down.
    ///   - isWritten: What the store answered.
    ///   - before: The job as it was.
    ///   - after: The job as it is.
    ///   - now: What the store's clock shows.
    mutating func finish(_ finished: FinishedAttempt, isWritten: Bool, from before: JobRecord?, to after: JobRecord?, at now: UnixTime) {
        let attempt = finished.attempt
        guard isHeld(attempt) else {
            if isWritten { note("The end of \(text(attempt)) was written down, which was stale.") }
            if before != after { note("The end of \(text(attempt)), which was stale, has changed the job.") }
            return
        }
        if !isWritten { return note("The end of \(text(attempt)) was not written down, though nobody has taken the job away.") }
        compare(finished)
        if case .failed = finished.outcome { fates[attempt.id]?.failures += 1 }
        switch finished.outcome {
        case .failed(_, let pause?), .snoozed(let pause):
            fates[attempt.id]?.notBefore = now + pause
            fates[attempt.id]?.crashes = 0
        // A worker that has no time left hands back what still runs, and its process ends.
        case .released: fates[attempt.id]?.live = []
        default: break
        }
        end(attempt.id, finished.outcome.event(isCancelled: fates[attempt.id]?.isBeingCancelled ?? false), after)
    }

    /// Holds what a worker says against what the handler did.
    private mutating func compare(_ finished: FinishedAttempt) {
        guard let fate = fates[finished.attempt.id] else { return }
        let conclusion = fate.conclusions[finished.attempt.fence]
        let isTrue =
            switch finished.outcome {
            case .completed: conclusion == .succeed
            // Without a conclusion it took too long.
            case .failed: conclusion == .fail || conclusion == nil
            case .discarded: conclusion == .discard
            case .snoozed: conclusion == .snooze
            case .undecodable: fate.job.isUndecodable
            case .released, .stopped: true
            }
        if !isTrue {
            note(
                "\(text(finished.attempt)) is said to have ended as \(finished.outcome), and its handler did \(conclusion.map { "\($0)" } ?? "nothing")."
            )
        }
    }

    /// Ends the attempt that a worker holds, and sees that the store has it so.
    private mutating func end(_ id: JobID, _ event: JobEvent, _ record: JobRecord?) {
        let state = JobTransition.state(from: .running, on: event)
        fates[id]?.holding = nil
        fates[id]?.isBeingCancelled = false
        fates[id]?.end = state.flatMap { $0.isFinal ? $0 : nil }
        guard let fate = fates[id], let record, let state else { return note("\(text(id)) is lost when it ends.") }
        if record.state != state { note("\(text(id)) is \(record.state.rawValue) and not \(state.rawValue) after \(event).") }
        if record.failures != fate.failures { note("\(text(id)) has \(record.failures) failures, and \(fate.failures) happened.") }
        if record.crashes != fate.crashes { note("\(text(id)) has \(record.crashes) crashes, and \(fate.crashes) happened.") }
    }

    /// The jobs that a worker holds and does not know of.
    func lost(_ incarnation: Incarnation, holding held: [JobAttempt]) -> [JobID] {
        order.filter { id in
            guard let holding = fates[id]?.holding else { return false }
            return holding.holder == incarnation && !held.contains(holding.attempt)
        }
    }

    mutating func release(_ id: JobID, now record: JobRecord?) {
        fates[id]?.live = []
        end(id, JobOutcome.released.event(isCancelled: fates[id]?.isBeingCancelled ?? false), record)
    }
}

// Signs of life, and death.
extension Ledger.State {
    mutating func beat(_ incarnation: Incarnation, _ orders: WorkerOrders, at time: Duration) {
        guard var member = members[incarnation] else { return note("The store was shown a worker that has not joined.") }
        if member.isEntered != orders.isKnown {
            note("\(text(incarnation)) is \(orders.isKnown ? "known, though it has left or was taken for dead" : "forgotten").")
        }
        if time - member.lastSign >= Ledger.lease { member.lastReturn = time }
        member.wasUsed = true
        member.lastSign = time
        members[incarnation] = member
        for id in order where fates[id]?.holding?.holder == incarnation && fates[id]?.isBeingCancelled == true {
            if member.isEntered, !orders.cancelled.contains(id) { note("\(text(incarnation)) is not told that \(text(id)) was cancelled.") }
        }
    }

    mutating func leave(_ incarnation: Incarnation) {
        members[incarnation]?.isEntered = false
        // Whoever leaves has not died of what it still holds.
        for id in order where fates[id]?.holding?.holder == incarnation { fates[id]?.holding?.hasStarted = false }
    }

    /// How long a call may have been under way that rests on what was to be seen before.
    private static let longestDelay = Duration.seconds(60)

    private func maySeemDead(_ incarnation: Incarnation, at time: Duration) -> Bool {
        guard let member = members[incarnation], member.isEntered, !dead.contains(member.process) else { return true }
        guard judgesBySilence else { return false }
        return time - member.lastSign >= Ledger.lease || member.lastReturn.map { time - $0 < Self.longestDelay } ?? false
    }

    /// Takes note that workers were taken for dead.
    ///
    /// - Parameters:
    ///   - incarnations: The workers.
    ///   - rescued: What the store says that it has taken from them.
    ///   - records: The jobs as they are, of all that were held.
    ///   - time: When that was.
    mutating func rescue(_ incarnations: [Incarnation], _ rescued: [RescuedJob], _ records: [JobID: JobRecord], at time: Duration) {
        for incarnation in incarnations where !maySeemDead(incarnation, at: time) {
            note("\(text(incarnation)) lives and shows it, and was taken for dead.")
        }
        let gone = Set(incarnations)
        for incarnation in incarnations { members[incarnation]?.isEntered = false }
        for job in rescued where !(fates[job.id]?.holding.map { gone.contains($0.holder) } ?? false) {
            note("\(text(job.id)) was taken from a worker that does not hold it.")
        }
        for id in order {
            guard let fate = fates[id], let holding = fate.holding, gone.contains(holding.holder) else { continue }
            let crashes = fate.crashes + (holding.hasStarted ? 1 : 0)
            fates[id]?.crashes = crashes
            fates[id]?.live = []
            end(id, .orphaned(crashes: crashes, isCancelled: fate.isBeingCancelled), records[id])
        }
    }
}
