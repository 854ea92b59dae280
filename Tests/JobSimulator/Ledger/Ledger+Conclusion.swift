import Afterwork

// What people say, and what must hold in the end.
extension Ledger.State {
    mutating func set(_ change: QueueChange, of queue: String) {
        switch change {
        case .paused: paused.insert(queue)
        case .resumed: paused.remove(queue)
        case .limit(let limit): limits[queue] = limit
        }
    }

    mutating func cancel(_ id: JobID, from before: JobRecord?, to after: JobRecord?) {
        guard let before else { return }
        let id = before.id
        fates[id]?.wasCancelled = true
        let state = JobTransition.state(from: before.state, on: .cancelled) ?? before.state
        if after?.state != state {
            note("\(text(id)) is \(after?.state.rawValue ?? "lost") and not \(state.rawValue) after it was cancelled.")
        }
        if state == .running { fates[id]?.isBeingCancelled = true }
        if state == .cancelled { fates[id]?.end = state }
    }

    mutating func retry(_ id: JobID, from before: JobRecord?, to after: JobRecord?) {
        guard let before, JobTransition.state(from: before.state, on: .retried) != nil else { return }
        let id = before.id
        if after?.state != .available { note("\(text(id)) is \(after?.state.rawValue ?? "lost") after somebody wanted it run.") }
        fates[id]?.failures = 0
        fates[id]?.crashes = 0
        fates[id]?.end = nil
        fates[id]?.notBefore = nil
        fates[id]?.expiresAt = nil
    }
}

extension Ledger {
    /// Holds what the store has of a job in the end against what happened.
    ///
    /// - Parameters:
    ///   - record: What the store has.
    ///   - id: The job.
    ///   - fate: What happened.
    ///   - latest: The latest time that the store's clock has shown.
    func check(_ record: JobRecord?, of id: JobID, _ fate: Fate, latest: UnixTime) {
        guard let record else {
            if fate.acknowledged != nil { note("\(text(id)) was acknowledged and is lost.") }
            return
        }
        if let acknowledged = fate.acknowledged, record.id != acknowledged.id {
            note("\(text(id)) was acknowledged as \(text(acknowledged.id)) and is \(text(record.id)).")
        }
        guard record.id == id else { return }
        func expect(_ holds: Bool, _ complaint: String) {
            if !holds { note("\(text(id)) is \(record.state.rawValue) \(complaint)") }
        }
        expect(record.state.isFinal, "in the end.")
        expect(record.failures == fate.failures, "after \(record.failures) failures, and \(fate.failures) happened.")
        expect(record.crashes == fate.crashes, "after \(record.crashes) crashes, and \(fate.crashes) happened.")
        expect(record.failures <= SimulatedJob.maximumAttempts, "after \(record.failures) failures.")
        let isExpired = record.state == .discarded && fate.end == nil && fate.expiresAt.map { $0 <= latest } ?? false
        expect(fate.end == record.state || isExpired, "and should be \(fate.end?.rawValue ?? "unfinished").")
        switch record.state {
        case .completed: expect(fate.conclusions.values.contains(.succeed), "and never succeeded.")
        case .discarded:
            let isGivenUp = record.failures == SimulatedJob.maximumAttempts || fate.conclusions.values.contains(.discard)
            expect(isGivenUp || isExpired, "after \(record.failures) failures of \(SimulatedJob.maximumAttempts).")
        case .cancelled: expect(fate.wasCancelled, "and nobody cancelled it.")
        case .quarantined:
            expect(record.crashes == JobTransition.crashLimit || fate.job.isUndecodable, "after \(record.crashes) crashes.")
        case .scheduled, .available, .running, .retryable: break
        }
    }
}
