import Afterwork

extension JobStoreConformance.Check {
    /// What becomes of jobs that were given to a worker which never heard of it.
    static let ofReconciling = [
        Self("what a worker does not know that it holds is handed back, at no cost, and nothing else") { trial in
            let (worker, other) = (try await trial.store.join(), try await trial.store.join())
            let ids = [try await trial.put(), try await trial.put(), try await trial.put()]
            let claimed = try await trial.claim(by: worker).jobs
            let others = try await trial.put()
            _ = try await trial.claimOne(by: other)
            try await trial.store.reconcile(worker, holding: [claimed[1].attempt])
            for id in [ids[0], ids[2]] {
                let record = try await trial.record(id)
                trial.expect("the state of one that is not held", record.state, is: .available)
                trial.expect("failures and crashes", [record.failures, record.crashes], is: [0, 0])
            }
            try await trial.expect(ids[1], is: .running)
            try await trial.expect(others, is: .running)
            let written = try await trial.store.finish([FinishedAttempt(claimed[0].attempt, .completed(result: nil))])
            trial.expect("whether the lost attempt is written", written, is: [false])
            try await trial.finish(claimed[1], .completed(result: nil))
            trial.expect("claims", try await trial.claimed(by: other), is: [ids[0], ids[2]])
        },
        Self("a worker that holds all it was given keeps it") { trial in
            let worker = try await trial.store.join()
            for _ in 0..<3 { try await trial.put() }
            let claimed = try await trial.claim(by: worker).jobs
            try await trial.store.reconcile(worker, holding: claimed.map(\.attempt))
            for job in claimed { try await trial.finish(job, .completed(result: nil)) }
            try await trial.store.reconcile(worker, holding: [])
            trial.expect("claims", try await trial.claimed(by: worker), is: [])
        },
        Self("an earlier attempt at a job is not the one that is held") { trial in
            let worker = try await trial.store.join()
            let id = try await trial.put()
            let first = try await trial.claimOne(by: worker)
            try await trial.finish(first, .released)
            _ = try await trial.claimOne(by: worker)
            try await trial.store.reconcile(worker, holding: [first.attempt])
            try await trial.expect(id, is: .available)
        },
        Self("a worker may say that it holds what was taken from it long ago") { trial in
            let worker = try await trial.store.join()
            let id = try await trial.put()
            let stale = try await trial.claimOne(by: worker)
            try await trial.finish(stale, .completed(result: nil))
            let before = try await trial.record(id)
            try await trial.store.reconcile(worker, holding: [stale.attempt, JobAttempt(id: trial.makeID(), fence: 1)])
            trial.expect("the job", try await trial.record(id), is: before)
        },
        Self("a job that is cancelled and not held is cancelled") { trial in
            let worker = try await trial.store.join()
            let id = try await trial.put()
            _ = try await trial.claimOne(by: worker)
            _ = try await trial.store.cancel([id])
            try await trial.store.reconcile(worker, holding: [])
            try await trial.expect(id, is: .cancelled)
        },
        Self("a worker that nobody knows holds nothing") { trial in
            let id = try await trial.put()
            _ = try await trial.claimOne(by: trial.store.join())
            try await trial.store.reconcile(Incarnation(trial.makeID()), holding: [])
            try await trial.expect(id, is: .running)
        },
        Self("what is handed back makes room under a limit, and workers hear of it") { trial in
            let (worker, other) = (try await trial.store.join(), try await trial.store.join())
            try await trial.store.set(.limit(1), of: "default")
            let id = try await trial.put()
            _ = try await trial.claimOne(by: worker)
            try await trial.expectNotice(.work, "a lost claim") { try await trial.store.reconcile(worker, holding: []) }
            trial.expect("claims", try await trial.claimed(by: other), is: [id])
        },
    ]
}
