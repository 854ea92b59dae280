import Afterwork

extension JobStoreConformance.Check {
    private static let forEver = JobRetention(completed: nil, givenUp: nil, quarantined: nil)

    /// Ends a job in each way there is.
    private static func endAll(_ trial: StoreTrial) async throws -> [JobState: [JobID]] {
        var ids: [JobState: [JobID]] = [:]
        for way in Way.all {
            var subject = try await Subject(trial, expiry: nil, schedule: way.schedule)
            try await way.go(&subject)
            ids[try await subject.record().state, default: []].append(subject.id)
        }
        return ids
    }

    private static func complete(_ count: Int, _ trial: StoreTrial) async throws -> [JobID] {
        let worker = try await trial.store.join()
        var ids: [JobID] = []
        for _ in 0..<count {
            ids.append(try await trial.put())
            try await trial.finish(trial.claimOne(by: worker), .completed(result: nil))
            trial.clock.advance(by: .seconds(1))
        }
        return ids
    }

    /// What is removed, and what never is.
    static let ofPruning = [
        Self("what is not done with is never removed, and what is, only by its own rule") { trial in
            let ids = try await endAll(trial)
            trial.clock.advance(by: .seconds(10 * 365 * 86_400))
            trial.expect("removed by no rule", try await trial.store.prune(forEver, limit: 1000), is: 0)
            let rules: [(JobRetention, [JobState])] = [
                (JobRetention(completed: .seconds(1), givenUp: nil), [.completed]),
                (JobRetention(completed: nil, givenUp: .seconds(1)), [.discarded, .cancelled]),
                (JobRetention(completed: nil, givenUp: nil, quarantined: .seconds(1)), [.quarantined]),
            ]
            var removed: Set<JobState> = []
            for (rule, states) in rules {
                let expected = states.reduce(0) { $0 + ids[$1, default: []].count }
                trial.expect("removed by \(rule)", try await trial.store.prune(rule, limit: 1000), is: expected)
                removed.formUnion(states)
                for (state, ids) in ids {
                    for id in ids {
                        let isThere = try await trial.store.job(id) != nil
                        trial.expect("whether one that is \(state) is there", isThere, is: !removed.contains(state))
                    }
                }
            }
            let left = JobState.allCases.filter { !$0.isFinal }.reduce(0) { $0 + ids[$1, default: []].count }
            trial.expect("what is left", try await trial.store.jobs(JobFilter(), before: nil, limit: 1000).count, is: left)
        },
        Self("a job is kept for as long as the rule says, counted from its end") { trial in
            let id = try await trial.put()
            let worker = try await trial.store.join()
            trial.clock.advance(by: .seconds(1000))
            try await trial.finish(trial.claimOne(by: worker), .completed(result: nil))
            let rule = JobRetention(completed: .seconds(60))
            trial.clock.advance(by: .seconds(59))
            trial.expect("removed too early", try await trial.store.prune(rule, limit: 10), is: 0)
            trial.clock.advance(by: .seconds(2))
            trial.expect("removed in time", try await trial.store.prune(rule, limit: 10), is: 1)
            trial.expect("the job", try await trial.store.job(id), is: nil)
            trial.expect("removed again", try await trial.store.prune(rule, limit: 10), is: 0)
        },
        Self("as many completed jobs are kept as the rule says, the newest") { trial in
            let ids = try await complete(10, trial)
            var rule = forEver
            rule.completedCount = 4
            trial.expect("removed", try await trial.store.prune(rule, limit: 1000), is: 6)
            let left = try await trial.store.jobs(JobFilter(), before: nil, limit: 100).map(\.id)
            trial.expect("what is left", left, is: ids.suffix(4).reversed())
            trial.expect("removed again", try await trial.store.prune(rule, limit: 1000), is: 0)
            rule.completedCount = 0
            trial.expect("removed when none is kept", try await trial.store.prune(rule, limit: 1000), is: 4)
        },
        Self("a count of completed jobs is no reason to remove others") { trial in
            let ids = try await endAll(trial)
            var rule = forEver
            rule.completedCount = 0
            let completed = ids[.completed, default: []].count
            trial.expect("removed", try await trial.store.prune(rule, limit: 1000), is: completed)
        },
        Self("a job that is both too old and too many is removed once") { trial in
            let ids = try await complete(6, trial)
            // Now 6, 5, 4, 3, 2 and 1 seconds old.
            let rule = JobRetention(completed: .seconds(5), completedCount: 3)
            trial.expect("removed", try await trial.store.prune(rule, limit: 1000), is: 3)
            let left = try await trial.store.jobs(JobFilter(), before: nil, limit: 100).map(\.id)
            trial.expect("what is left", left, is: ids.suffix(3).reversed())
        },
        Self("a round removes no more than it may, the oldest first") { trial in
            let ids = try await complete(7, trial)
            trial.clock.advance(by: .seconds(3600))
            let rule = JobRetention(completed: .seconds(60))
            trial.expect("the first round", try await trial.store.prune(rule, limit: 3), is: 3)
            let left = try await trial.store.jobs(JobFilter(), before: nil, limit: 100).map(\.id)
            trial.expect("what is left", left, is: ids.suffix(4).reversed())
            trial.expect("the second round", try await trial.store.prune(rule, limit: 3), is: 3)
            trial.expect("the third round", try await trial.store.prune(rule, limit: 3), is: 1)
        },
        Self("a job that was retried is kept like any that waits") { trial in
            let id = try await trial.put()
            _ = try await trial.store.cancel([id])
            _ = try await trial.store.retry([id])
            trial.clock.advance(by: .seconds(365 * 86_400))
            trial.expect("removed", try await trial.store.prune(JobRetention(givenUp: .zero), limit: 10), is: 0)
            try await trial.expect(id, is: .available)
        },
        Self("with a job its aliases go, and its key is free") { trial in
            let rule = PreparedJob.Uniqueness(key: [7], period: nil, states: Set(JobState.allCases), conflict: .keep)
            let first = try await trial.put { $0.uniqueness = rule }
            let alias = trial.makeJob { $0.uniqueness = rule }
            trial.expect("enqueue of the same", try await trial.store.enqueue([alias]), is: [.existed(first)])
            try await trial.finish(trial.claimOne(by: trial.store.join()), .completed(result: nil))
            trial.clock.advance(by: .seconds(60))
            trial.expect("removed", try await trial.store.prune(JobRetention(completed: .seconds(1)), limit: 10), is: 1)
            trial.expect("the alias", try await trial.store.job(alias.id), is: nil)
            trial.expect("cancel by the alias", try await trial.store.cancel([alias.id]), is: [:])
            try await trial.put { $0.uniqueness = rule }
        },
    ]
}
