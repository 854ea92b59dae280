import Afterwork

extension JobStoreConformance.Check {
    /// What databases have limits for, and what they do when their caller is cancelled.
    static let ofBatches = [
        Self("a batch of thousands goes all the way") { trial in
            let worker = try await trial.store.join()
            let jobs = (0..<2500).map { trial.makeJob(payload: "\($0)") }
            let enqueued = try await trial.store.enqueue(jobs)
            trial.expect(enqueued == jobs.map { .inserted($0.id) }, "A batch of 2500 was not answered in its order.")
            let claimed = try await trial.claim(by: worker, shares: [ClaimRequest.Share(queue: nil, fair: 5000, most: 5000)], limit: 5000)
                .jobs
            trial.expect(claimed.map(\.attempt.id) == jobs.map(\.id), "\(claimed.count) jobs were claimed, not 2500 in their order.")
            try await trial.store.start(claimed.map(\.attempt), by: worker)
            try await trial.store.report(claimed.map { JobProgress($0.attempt, fraction: 0.5, message: "half") })
            let states = try await trial.store.cancel(claimed.map(\.attempt.id))
            trial.expect("how many were cancelled", states.values.count { $0 == .running }, is: 2500)
            trial.expect("how many are to be stopped", try await trial.store.beat(worker).cancelled.count, is: 2500)
            let written = try await trial.store.finish(claimed.map { FinishedAttempt($0.attempt, .stopped) })
            trial.expect("how many were written", written.count(where: \.self), is: 2500)
            let retried = try await trial.store.retry(jobs.map(\.id))
            trial.expect("how many were retried", retried.values.count { $0 == .available }, is: 2500)
            let again = try await trial.claim(by: worker, shares: [ClaimRequest.Share(queue: nil, fair: 5000, most: 5000)], limit: 5000)
                .jobs
            try await trial.store.start(again.map(\.attempt), by: worker)
            trial.expect("how many were rescued", try await trial.store.rescue([Presence(worker, .dead)]).count, is: 2500)
        },
        Self("a worker may know thousands of names and serve hundreds of queues") { trial in
            let names = Set((0..<2000).map { "name-\($0)" })
            let shares = (0..<300).map { ClaimRequest.Share(queue: "queue-\($0)", fair: 1, most: 10) }
            let ids = [try await trial.put("name-1999", queue: "queue-299"), try await trial.put("name-0", queue: "queue-0")]
            try await trial.put("name-2000", queue: "queue-0")
            try await trial.put("name-0", queue: "queue-300")
            trial.expect("claims", Set(try await trial.claimed(by: trial.store.join(), names, shares: shares)), is: Set(ids))
            let filter = JobFilter(states: Set(JobState.allCases), queues: Set(shares.compactMap(\.queue)), names: names)
            trial.expect("jobs", Set(try await trial.store.jobs(filter, before: nil, limit: 10).map(\.id)), is: Set(ids))
        },
        // A worker writes down what it has done, and hands back what it has not, when its task has been cancelled.
        Self("every verb does its work in a task that was cancelled") { trial in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.cancelAll()
                group.addTask {
                    let store = trial.store
                    let worker = try await store.join()
                    let id = try await trial.put()
                    let first = try await trial.claimOne(by: worker)
                    try await trial.start(first, by: worker)
                    try await store.report([JobProgress(first.attempt, fraction: 0.5, message: nil)])
                    trial.expect("orders", try await store.beat(worker).isKnown, is: true)
                    try await trial.finish(first, .failed(error: "broken", retryAfter: .zero))
                    trial.expect("staged", try await store.stage(limit: 10).staged, is: 1)
                    _ = try await trial.claimOne(by: worker)
                    trial.expect("rescued", try await store.rescue([Presence(worker, .dead)]).count, is: 1)
                    trial.expect("cancel", try await store.cancel([id]), is: [id: .cancelled])
                    trial.expect("retry", try await store.retry([id]), is: [id: .available])
                    try await store.set(.limit(3), of: "default")
                    trial.expect("jobs", try await store.jobs(JobFilter(), before: nil, limit: 10).map(\.id), is: [id])
                    trial.expect("counts", try await store.counts().map(\.count), is: [1])
                    trial.expect("queues", try await store.queues(), is: [QueueRecord(name: "default", limit: 3)])
                    trial.expect("presences", try await store.presences(), is: [])
                    trial.expect("removed", try await store.prune(JobRetention(), limit: 10), is: 0)
                    try await store.leave(store.join())
                }
                try await group.waitForAll()
            }
        },
    ]
}
