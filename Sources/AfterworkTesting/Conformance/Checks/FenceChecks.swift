import Afterwork

extension JobStoreConformance.Check {
    private static let outcomes: [JobOutcome] = [
        .completed(result: [1]), .failed(error: "stale", retryAfter: .zero), .failed(error: "stale", retryAfter: nil),
        .discarded(reason: "stale"), .snoozed(.seconds(60)), .released, .stopped, .undecodable(error: "stale"),
    ]

    /// Expects that by an attempt nothing can be written.
    private static func expectStale(_ attempt: JobAttempt, of worker: Incarnation, _ what: String, _ trial: StoreTrial) async throws {
        let before = try await trial.record(attempt.id)
        for outcome in outcomes {
            let written = try await trial.store.finish([FinishedAttempt(attempt, outcome)])
            trial.expect("\(what): whether \(outcome) was written", written, is: [false])
        }
        try await trial.store.report([JobProgress(attempt, fraction: 0.9, message: "stale")])
        try await trial.store.start([attempt], by: worker)
        trial.expect("\(what): the job", try await trial.record(attempt.id), is: before)
    }

    /// That a stale attempt can change nothing.
    static let ofFences = [
        Self("an attempt whose job was rescued can change nothing") { trial in
            let worker = try await trial.store.join()
            try await trial.put()
            let claimed = try await trial.claimOne(by: worker)
            try await trial.start(claimed, by: worker)
            _ = try await trial.store.rescue([Presence(worker, .dead)])
            try await expectStale(claimed.attempt, of: worker, "rescued", trial)
        },
        Self("an attempt whose job was rescued and claimed again can change nothing") { trial in
            let worker = try await trial.store.join()
            let id = try await trial.put()
            let stale = try await trial.claimOne(by: worker)
            _ = try await trial.store.rescue([Presence(worker, .dead)])
            let other = try await trial.store.join()
            let current = try await trial.claimOne(by: other)
            try await trial.store.report([JobProgress(current.attempt, fraction: 0.25, message: "current")])
            try await expectStale(stale.attempt, of: worker, "claimed again", trial)
            // Neither did it start the attempt that is current.
            let rescued = try await trial.store.rescue([Presence(other, .dead)])
            trial.expect("the job when its second worker dies", rescued.map { [$0.crashes] }, is: [[0]])
            try await trial.expect(id, is: .available)
        },
        Self("an attempt that has ended can change nothing, however it ended") { trial in
            for outcome in outcomes {
                let worker = try await trial.store.join()
                try await trial.put("once-\(outcome)")
                let claimed = try await trial.claimOne(by: worker, ["once-\(outcome)"])
                try await trial.start(claimed, by: worker)
                try await trial.finish(claimed, outcome)
                try await expectStale(claimed.attempt, of: worker, "after \(outcome)", trial)
            }
        },
        Self("an attempt of the same worker is stale when the worker has claimed the job again") { trial in
            let worker = try await trial.store.join()
            let id = try await trial.put()
            let stale = try await trial.claimOne(by: worker)
            try await trial.finish(stale, .released)
            let current = try await trial.claimOne(by: worker)
            try await expectStale(stale.attempt, of: worker, "claimed again", trial)
            try await trial.finish(current, .completed(result: [7]))
            trial.expect("the result", try await trial.record(id).result, is: [7])
        },
        Self("an attempt that never was can change nothing") { trial in
            let worker = try await trial.store.join()
            let id = try await trial.put()
            for fence in [-1, 0, 1, 2] as [Int64] {
                try await expectStale(JobAttempt(id: id, fence: fence), of: worker, "waiting, with fence \(fence)", trial)
            }
            _ = try await trial.claimOne(by: worker)
            for fence in [-1, 0, 2, .max] as [Int64] {
                try await expectStale(JobAttempt(id: id, fence: fence), of: worker, "running, with fence \(fence)", trial)
            }
            let unknown = JobAttempt(id: trial.makeID(), fence: 1)
            trial.expect("an unknown job", try await trial.store.finish([FinishedAttempt(unknown, .released)]), is: [false])
            try await trial.store.report([JobProgress(unknown, fraction: 0.5, message: nil)])
            try await trial.store.start([unknown], by: worker)
        },
        Self("in a batch each attempt is judged by itself, in order") { trial in
            let worker = try await trial.store.join()
            for _ in 0..<3 { try await trial.put() }
            let claimed = try await trial.claim(by: worker).jobs
            let attempts = [
                FinishedAttempt(claimed[0].attempt, .completed(result: nil)),
                FinishedAttempt(JobAttempt(id: claimed[1].attempt.id, fence: 9), .completed(result: nil)),
                FinishedAttempt(claimed[0].attempt, .released),
                FinishedAttempt(claimed[2].attempt, .released),
            ]
            trial.expect("whether they were written", try await trial.store.finish(attempts), is: [true, false, false, true])
            let states = try await [
                trial.record(claimed[0].attempt.id), trial.record(claimed[1].attempt.id), trial.record(claimed[2].attempt.id),
            ]
            trial.expect("states", states.map(\.state), is: [.completed, .running, .available])
        },
        Self("a job that was retried does not listen to its last attempt") { trial in
            let worker = try await trial.store.join()
            let id = try await trial.put()
            let stale = try await trial.claimOne(by: worker)
            try await trial.finish(stale, .discarded(reason: "no use"))
            _ = try await trial.store.retry([id])
            try await expectStale(stale.attempt, of: worker, "retried", trial)
            _ = try await trial.claimOne(by: worker)
            try await expectStale(stale.attempt, of: worker, "retried and claimed", trial)
        },
    ]
}
