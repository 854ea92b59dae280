import Afterwork

extension JobStoreConformance.Check {
    /// What is stored, when, and how often.
    static let ofEnqueue = [
        Self("a job is kept as it was given") { trial in
            let now = trial.clock.time()
            let job = trial.makeJob("send-receipt", queue: "mail", priority: 7, payload: #"{"order_id":7}"#) { $0.expiry = .seconds(60) }
            trial.expect("enqueue", try await trial.store.enqueue([job]), is: [.inserted(job.id)])
            let expected = JobRecord(job, state: .available, createdAt: now, runAt: now)
            trial.expect("the record", try await trial.record(job.id), is: expected)
        },
        Self("a job that nobody has enqueued is not known") { trial in
            try await trial.put()
            trial.expect("an unknown job", try await trial.store.job(trial.makeID()), is: nil)
        },
        Self("jobs are stored by the store's clock, to the microsecond") { trial in
            trial.clock.setTime(UnixTime(microseconds: 1_800_000_000_123_457))
            let record = try await trial.record(trial.put { $0.schedule = .after(.microseconds(1)) })
            trial.expect("the time of storing", record.createdAt.microseconds, is: 1_800_000_000_123_457)
            trial.expect("the time of running", record.runAt.microseconds, is: 1_800_000_000_123_458)
        },
        Self("a job waits for its time, and one whose time is past does not") { trial in
            let now = trial.clock.time()
            let later = try await trial.record(trial.put { $0.schedule = .after(.seconds(60)) })
            trial.expect("the state of a later job", later.state, is: .scheduled)
            trial.expect("the time of a later job", later.runAt, is: now + .seconds(60))
            let atThen = try await trial.record(trial.put { $0.schedule = .at(now + .seconds(90)) })
            trial.expect("the state of a job with a time", atThen.state, is: .scheduled)
            trial.expect("the time of a job with a time", atThen.runAt, is: now + .seconds(90))
            for schedule in [JobSchedule.at(now), .at(now + .seconds(-60)), .after(.zero), .after(.seconds(-60))] {
                let past = try await trial.record(trial.put { $0.schedule = schedule })
                trial.expect("the state of a job for \(schedule)", past.state, is: .available)
                trial.expect("the time of a job for \(schedule)", past.runAt, is: now)
            }
        },
        Self("a job's expiry is counted from its time") { trial in
            let record = try await trial.record(
                trial.put {
                    $0.schedule = .after(.seconds(60))
                    $0.expiry = .seconds(5)
                }
            )
            trial.expect("the time of expiry", record.expiresAt, is: trial.clock.time() + .seconds(65))
        },
        Self("times beyond the last one are the last one") { trial in
            let job = try await trial.record(
                trial.put {
                    $0.schedule = .after(.seconds(Int64.max))
                    $0.expiry = .seconds(Int64.max)
                }
            )
            trial.expect("the state", job.state, is: .scheduled)
            trial.expect("the time", job.runAt, is: .distantFuture)
            trial.expect("the time of expiry", job.expiresAt, is: .distantFuture)
            let first = try await trial.record(trial.put { $0.schedule = .at(UnixTime(microseconds: .min)) })
            trial.expect("the state of a job for the first time there is", first.state, is: .available)
            let staging = try await trial.store.stage(limit: 1000)
            trial.expect("jobs staged", staging.staged + staging.expired, is: 0)
            trial.expect("whether there is more to do", staging.next.map { $0 > .seconds(86_400) }, is: true)
        },
        Self("a job that is enqueued again is not stored again, and stays as it is") { trial in
            let job = trial.makeJob(payload: "1")
            trial.expect("the first time", try await trial.store.enqueue([job]), is: [.inserted(job.id)])
            let before = try await trial.record(job.id)
            trial.clock.advance(by: .seconds(60))
            let again = PreparedJob(id: job.id, name: "other", queue: "other", priority: 9, payload: Array("2".utf8))
            trial.expect("the second time", try await trial.store.enqueue([again]), is: [.inserted(job.id)])
            trial.expect("the job", try await trial.record(job.id), is: before)
            let worker = try await trial.store.join()
            let claimed = try await trial.claimOne(by: worker)
            trial.expect("while it runs", try await trial.store.enqueue([job]), is: [.inserted(job.id)])
            trial.expect("claimed twice", try await trial.claimed(by: worker), is: [])
            try await trial.finish(claimed, .completed(result: nil))
            trial.expect("when it is done", try await trial.store.enqueue([job]), is: [.inserted(job.id)])
            try await trial.expect(job.id, is: .completed)
            trial.expect("claimed once more", try await trial.claimed(by: worker), is: [])
        },
        Self("a job that is twice in a batch is stored once") { trial in
            let job = trial.makeJob()
            trial.expect("enqueue", try await trial.store.enqueue([job, job]), is: [.inserted(job.id), .inserted(job.id)])
            trial.expect("jobs", try await trial.store.jobs(JobFilter(), before: nil, limit: 10).count, is: 1)
        },
        Self("a batch is answered in its order") { trial in
            let jobs = (0..<50).map { trial.makeJob(payload: "\($0)") }.shuffled()
            trial.expect("enqueue", try await trial.store.enqueue(jobs).map(\.id), is: jobs.map(\.id))
            for job in jobs { trial.expect("payload", try await trial.record(job.id).payload, is: job.payload) }
        },
        Self("a batch is seen whole or not at all") { trial in
            let batches = (0..<20).map { _ in (0..<50).map { _ in trial.makeJob() } }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for batch in batches { group.addTask { _ = try await trial.store.enqueue(batch) } }
                for _ in 0..<20 {
                    let count = try await trial.store.counts().reduce(0) { $0 + $1.count }
                    trial.expect(count.isMultiple(of: 50), "\(count) jobs were seen of batches of 50")
                    await Task.yield()
                }
                try await group.waitForAll()
            }
            trial.expect("jobs in the end", try await trial.store.counts().reduce(0) { $0 + $1.count }, is: 1000)
        },
        Self("nothing to do is done") { trial in
            let worker = try await trial.store.join()
            trial.expect("enqueue", try await trial.store.enqueue([]), is: [])
            try await trial.store.start([], by: worker)
            try await trial.store.report([])
            trial.expect("finish", try await trial.store.finish([]), is: [])
            trial.expect("rescue", try await trial.store.rescue([]), is: [])
            trial.expect("cancel", try await trial.store.cancel([]), is: [:])
            trial.expect("retry", try await trial.store.retry([]), is: [:])
            trial.expect("claim", try await trial.claim(by: worker), is: Claim(jobs: [], hasSuspects: false))
            trial.expect("claim of no names", try await trial.claim(by: worker, []), is: Claim(jobs: [], hasSuspects: false))
            trial.expect("claim of no queues", try await trial.claim(by: worker, shares: []), is: Claim(jobs: [], hasSuspects: false))
            trial.expect("stage", try await trial.store.stage(limit: 10), is: Staging(staged: 0, expired: 0, next: nil))
            trial.expect("prune", try await trial.store.prune(JobRetention(), limit: 10), is: 0)
            trial.expect("jobs", try await trial.store.jobs(JobFilter(), before: nil, limit: 10), is: [])
            trial.expect("counts", try await trial.store.counts(), is: [])
            trial.expect("queues", try await trial.store.queues(), is: [])
        },
    ]
}
