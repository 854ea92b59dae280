import Afterwork

extension JobStoreConformance.Check {
    /// Expects that the counts say what a listing says.
    private static func expectCounts(_ trial: StoreTrial, _ what: String) async throws {
        var tally: [[String]: Int] = [:]
        for job in try await trial.store.jobs(JobFilter(), before: nil, limit: 1000) {
            tally[[job.queue, job.name, job.state.rawValue], default: 0] += 1
        }
        let counts = try await trial.store.counts()
        var found: [[String]: Int] = [:]
        for count in counts { found[[count.queue, count.name, count.state.rawValue], default: 0] += count.count }
        trial.expect("counts \(what)", found, is: tally)
        trial.expect("how often each is counted \(what)", counts.count, is: tally.count)
    }

    /// How many jobs there are.
    static let ofCounts = [
        Self("jobs are counted by queue, name and state") { trial in
            for (name, queue, count) in [("a", "x", 3), ("a", "y", 2), ("b", "x", 1)] {
                for _ in 0..<count { try await trial.put(name, queue: queue) }
            }
            try await trial.put("a", queue: "x") { $0.schedule = .after(.seconds(60)) }
            let expected: Set = [
                JobCount(queue: "x", name: "a", state: .available, count: 3), JobCount(queue: "y", name: "a", state: .available, count: 2),
                JobCount(queue: "x", name: "b", state: .available, count: 1), JobCount(queue: "x", name: "a", state: .scheduled, count: 1),
            ]
            trial.expect("counts", Set(try await trial.store.counts()), is: expected)
        },
        Self("counts are right whatever has happened to jobs") { trial in
            for way in Way.all {
                var subject = try await Subject(trial, expiry: nil, schedule: way.schedule)
                try await way.go(&subject)
                try await expectCounts(trial, "with one that \(way.name)")
            }
            let ids = try await trial.store.jobs(JobFilter(), before: nil, limit: 1000).map(\.id)
            _ = try await trial.store.retry(ids)
            try await expectCounts(trial, "after all were retried")
            _ = try await trial.store.cancel(ids)
            try await expectCounts(trial, "after all were cancelled")
            trial.clock.advance(by: .seconds(60))
            _ = try await trial.store.prune(JobRetention(completed: .zero, givenUp: .seconds(1), quarantined: nil), limit: 1000)
            try await expectCounts(trial, "after some were removed")
        },
        Self("counts are right after an enqueue that stored nothing, and one that replaced") { trial in
            for conflict in [JobUniqueness.Conflict.keep, .replace] {
                let rule = PreparedJob.Uniqueness(key: [1], period: nil, states: JobUniqueness.unfinished, conflict: conflict)
                for delay in [0, 60, 0] {
                    let job = trial.makeJob { job in
                        job.uniqueness = rule
                        job.schedule = .after(.seconds(delay))
                    }
                    _ = try await trial.store.enqueue([job])
                    try await expectCounts(trial, "after an enqueue for \(delay) s that would \(conflict)")
                }
            }
        },
        Self("counts are right after stale and doubled writes") { trial in
            let worker = try await trial.store.join()
            let id = try await trial.put()
            let claimed = try await trial.claimOne(by: worker)
            for _ in 0..<2 { _ = try await trial.store.finish([FinishedAttempt(claimed.attempt, .completed(result: nil))]) }
            try await expectCounts(trial, "after an end that was written twice")
            _ = try await trial.store.cancel([id, id])
            _ = try await trial.store.retry([id, id])
            _ = try await trial.store.rescue([Presence(worker, .dead), Presence(worker, .dead)])
            try await expectCounts(trial, "after orders to a job that is done with")
        },
    ]
}
