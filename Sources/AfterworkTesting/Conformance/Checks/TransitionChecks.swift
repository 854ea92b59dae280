import Afterwork

extension JobStoreConformance.Check {
    /// The table, driven through the verbs: whatever has happened to a job, each event does to it what ``JobTransition`` says.
    static let ofTransitions = Way.all.map { way in
        Self("each event does what JobTransition says to a job that \(way.name)") { trial in
            for occurrence in Occurrence.allCases { try await occurrence.check(on: way, trial) }
        }
    }
}

/// A way to have an event happen to a job, whatever its state.
private enum Occurrence: CaseIterable {
    case due
    case claimed
    case completed
    case failedForNow
    case failedForGood
    case discarded
    case snoozed
    case released
    case stopped
    case undecodable
    case orphaned
    case cancelled
    case expired
    case retried

    func check(on way: Way, _ trial: StoreTrial) async throws {
        var subject = try await Subject(trial, expiry: self == .expired ? .seconds(86_400) : nil, schedule: way.schedule)
        try await way.go(&subject)
        let before = try await subject.record()
        trial.expect("the state of a job that \(way.name)", before.state, is: way.state)
        let expected = JobTransition.state(from: before.state, on: event(for: subject, before))
        let isDone = try await happen(to: &subject)
        let after = try await subject.record()
        trial.expect("\(self): the state of a job that \(way.name)", after.state, is: expected ?? before.state)
        trial.expect("\(self): whether a job that \(way.name) takes it", isDone, is: expected != nil)
        if expected == nil { trial.expect("\(self): a job that \(way.name)", after, is: before) }
        trial.expect("\(self): whether it has a time of ending", after.finishedAt != nil, is: after.state.isFinal)
    }

    private func event(for subject: Subject, _ record: JobRecord) -> JobEvent {
        switch self {
        case .due: .due
        case .claimed: .claimed
        case .orphaned: .orphaned(crashes: record.crashes + (subject.hasStarted ? 1 : 0), isCancelled: record.isCancelled)
        case .cancelled: .cancelled
        case .expired: .expired
        case .retried: .retried
        default: outcome.event(isCancelled: record.isCancelled)
        }
    }

    /// - Returns: Whether the store says that it has happened.
    private func happen(to subject: inout Subject) async throws -> Bool {
        let (store, before) = (subject.trial.store, try await subject.record())
        switch self {
        case .due, .expired:
            // Nobody but the job itself can say that it was staged: the store tells how many were, of all that wait.
            try await subject.wait(.seconds(2 * 86_400))
            return try await subject.record() != before
        case .claimed:
            let wantsSuspect = before.crashes > 0
            return try await subject.trial.claimed(by: subject.worker, [subject.job.name], wantsSuspect: wantsSuspect) == [subject.id]
        case .orphaned:
            return try await subject.orphan().map(\.id) == [subject.id]
        case .cancelled:
            let states = try await store.cancel([subject.id])
            let after = try await subject.record()
            subject.trial.expect("what cancelling returns", states, is: [subject.id: after.state])
            return before.state == .running || after != before
        case .retried:
            let states = try await store.retry([subject.id])
            let after = try await subject.record()
            subject.trial.expect("what retrying returns", states, is: [subject.id: after.state])
            return after != before
        default:
            return try await subject.finish(outcome)
        }
    }

    private var outcome: JobOutcome {
        switch self {
        case .failedForNow: .failed(error: "broken", retryAfter: .seconds(60))
        case .failedForGood: .failed(error: "broken", retryAfter: nil)
        case .discarded: .discarded(reason: "no use")
        case .snoozed: .snoozed(.seconds(60))
        case .released: .released
        case .stopped: .stopped
        case .undecodable: .undecodable(error: "no such key")
        default: .completed(result: nil)
        }
    }
}
