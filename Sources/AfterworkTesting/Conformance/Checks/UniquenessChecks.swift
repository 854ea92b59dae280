import Afterwork

extension JobStoreConformance.Check {
    private static func unique(
        _ key: String = "key",
        within period: Duration? = nil,
        in states: Set<JobState> = JobUniqueness.unfinished,
        onConflict conflict: JobUniqueness.Conflict = .keep
    ) -> PreparedJob.Uniqueness {
        PreparedJob.Uniqueness(key: Array(key.utf8), period: period, states: states, conflict: conflict)
    }

    /// Jobs that are not stored beside others.
    static let ofUniqueness = [
        Self("a unique job that meets the same one is not stored, and its id is an alias") { trial in
            let first = try await trial.put(payload: "1") { $0.uniqueness = unique() }
            let second = trial.makeJob(payload: "2") { $0.uniqueness = unique() }
            trial.expect("enqueue", try await trial.store.enqueue([second]), is: [.existed(first)])
            trial.expect("the job by its alias", try await trial.store.job(second.id), is: try await trial.record(first))
            trial.expect("its payload", try await trial.record(first).payload, is: Array("1".utf8))
            trial.expect("jobs", try await trial.store.jobs(JobFilter(), before: nil, limit: 10).map(\.id), is: [first])
            trial.expect("claims", try await trial.claimed(by: trial.store.join()), is: [first])
        },
        Self("jobs are the same by the bytes of their keys") { trial in
            let keys: [[UInt8]] = [[], [0], [0, 0], [1], [0xff], Array("key".utf8), Array("Key".utf8), Array("key ".utf8), Array(0...255)]
            for key in keys {
                let rule = PreparedJob.Uniqueness(key: key, period: nil, states: JobUniqueness.unfinished, conflict: .keep)
                let first = try await trial.put { $0.uniqueness = rule }
                let second = trial.makeJob { $0.uniqueness = rule }
                trial.expect("enqueue with key \(key)", try await trial.store.enqueue([second]), is: [.existed(first)])
            }
            trial.expect("jobs", try await trial.store.jobs(JobFilter(), before: nil, limit: 100).count, is: keys.count)
        },
        Self("a unique job whose key is as long as a payload goes its way as any other") { trial in
            // As incompressible as it comes: what a linear congruential generator makes (Knuth's MMIX).
            var state: UInt64 = 1
            var key = (0..<1 << 20).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(state >> 56)
            }
            func rule() -> PreparedJob.Uniqueness {
                PreparedJob.Uniqueness(key: key, period: nil, states: Set(JobState.allCases), conflict: .keep)
            }
            let first = try await trial.put { $0.uniqueness = rule() }
            trial.expect("enqueue", try await trial.store.enqueue([trial.makeJob { $0.uniqueness = rule() }]), is: [.existed(first)])
            try await trial.finish(try await trial.claimOne(by: trial.store.join()), .completed(result: nil))
            trial.expect("enqueue later", try await trial.store.enqueue([trial.makeJob { $0.uniqueness = rule() }]), is: [.existed(first)])
            key[key.count - 1] ^= 1
            let other = trial.makeJob { $0.uniqueness = rule() }
            trial.expect("enqueue another", try await trial.store.enqueue([other]), is: [.inserted(other.id)])
        },
        Self("a job without a rule is stored beside any other, and is in nobody's way") { trial in
            try await trial.put()
            try await trial.put { $0.uniqueness = unique() }
            try await trial.put()
        },
        Self("of the same jobs in one batch the first is stored") { trial in
            let jobs = ["a", "b", "a", "b"].map { key in trial.makeJob { $0.uniqueness = unique(key) } }
            let expected: [Enqueued] = [.inserted(jobs[0].id), .inserted(jobs[1].id), .existed(jobs[0].id), .existed(jobs[1].id)]
            trial.expect("enqueue", try await trial.store.enqueue(jobs), is: expected)
        },
        Self("a unique job is in the way in each of the rule's states, and in no other") { trial in
            for way in Way.all {
                var subject = try await Subject(trial, expiry: nil, schedule: way.schedule, uniqueness: unique(way.name))
                try await way.go(&subject)
                let among = trial.makeJob { $0.uniqueness = unique(way.name, in: [way.state]) }
                trial.expect("beside one that \(way.name)", try await trial.store.enqueue([among]), is: [.existed(subject.id)])
                let others = Set(JobState.allCases).subtracting([way.state])
                try await trial.put { $0.uniqueness = unique(way.name, in: others) }
            }
        },
        Self("a unique job is in the way for as long as the rule's period") { trial in
            let first = try await trial.put { $0.uniqueness = unique() }
            trial.clock.advance(by: .seconds(59))
            let second = trial.makeJob { $0.uniqueness = unique(within: .seconds(60)) }
            trial.expect("within the period", try await trial.store.enqueue([second]), is: [.existed(first)])
            // Counted from when the job was stored, not from when it was last met.
            trial.clock.advance(by: .seconds(2))
            let third = try await trial.put { $0.uniqueness = unique(within: .seconds(60)) }
            let fourth = trial.makeJob { $0.uniqueness = unique(within: .seconds(60)) }
            trial.expect("within the period of the newer one", try await trial.store.enqueue([fourth]), is: [.existed(third)])
        },
        Self("a unique job that is done with makes room") { trial in
            let worker = try await trial.store.join()
            let first = try await trial.put { $0.uniqueness = unique() }
            try await trial.finish(trial.claimOne(by: worker), .completed(result: nil))
            let second = try await trial.put { $0.uniqueness = unique() }
            trial.expect("cancel", try await trial.store.cancel([second]), is: [second: .cancelled])
            try await trial.put { $0.uniqueness = unique() }
            try await trial.expect(first, is: .completed)
        },
        Self("a unique job that waits takes the new one's payload, priority and time if so asked") { trial in
            let worker = try await trial.store.join()
            let first = try await trial.put(priority: 1, payload: "1") { job in
                job.uniqueness = unique()
                job.schedule = .after(.seconds(60))
            }
            let other = try await trial.put(priority: 5)
            let second = trial.makeJob(priority: 9, payload: "2") { $0.uniqueness = unique(onConflict: .replace) }
            trial.expect("enqueue", try await trial.store.enqueue([second]), is: [.existed(first)])
            let record = try await trial.record(second.id)
            trial.expect("the id", record.id, is: first)
            trial.expect("the state", record.state, is: .available)
            trial.expect("the payload", record.payload, is: Array("2".utf8))
            trial.expect("the priority", record.priority, is: 9)
            trial.expect("the time", record.runAt, is: trial.clock.time())
            let claimed = try await trial.claim(by: worker).jobs
            trial.expect("claims", claimed.map(\.attempt.id), is: [first, other])
            trial.expect("the payload claimed", claimed.first?.payload, is: Array("2".utf8))
        },
        Self("a unique job that is replaced by a later one waits for its time") { trial in
            let first = try await trial.put { $0.uniqueness = unique() }
            let second = trial.makeJob { job in
                job.uniqueness = unique(onConflict: .replace)
                job.schedule = .after(.seconds(60))
            }
            trial.expect("enqueue", try await trial.store.enqueue([second]), is: [.existed(first)])
            try await trial.expect(first, is: .scheduled)
            trial.expect("claims", try await trial.claimed(by: trial.store.join()), is: [])
            trial.clock.advance(by: .seconds(60))
            trial.expect("staged", try await trial.store.stage(limit: 10).staged, is: 1)
            trial.expect("claims in time", try await trial.claimed(by: trial.store.join()), is: [first])
        },
        Self("a unique job that runs or is done with is not replaced") { trial in
            let worker = try await trial.store.join()
            let first = try await trial.put(payload: "1") { $0.uniqueness = unique() }
            let claimed = try await trial.claimOne(by: worker)
            let all = Set(JobState.allCases)
            for state in [JobState.running, .completed] {
                if state == .completed { try await trial.finish(claimed, .completed(result: nil)) }
                let before = try await trial.record(first)
                let second = trial.makeJob(payload: "2") { $0.uniqueness = unique(in: all, onConflict: .replace) }
                trial.expect("enqueue beside one that is \(state)", try await trial.store.enqueue([second]), is: [.existed(first)])
                trial.expect("the job", try await trial.record(first), is: before)
                trial.expect("claims", try await trial.claimed(by: worker), is: [])
            }
        },
        Self("an alias is answered the same when it is enqueued again, whatever became of its job") { trial in
            let first = try await trial.put { $0.uniqueness = unique() }
            let second = trial.makeJob { $0.uniqueness = unique() }
            trial.expect("the first time", try await trial.store.enqueue([second]), is: [.existed(first)])
            try await trial.finish(trial.claimOne(by: trial.store.join()), .completed(result: nil))
            trial.expect("the second time", try await trial.store.enqueue([second]), is: [.existed(first)])
            trial.expect("jobs", try await trial.store.jobs(JobFilter(), before: nil, limit: 10).map(\.id), is: [first])
        },
        Self("a unique job does not stand in its own way when it is enqueued again") { trial in
            let job = trial.makeJob { $0.uniqueness = unique() }
            for time in 1...3 { trial.expect("time \(time)", try await trial.store.enqueue([job]), is: [.inserted(job.id)]) }
        },
        Self("an alias stands for its job when it is cancelled or retried") { trial in
            let first = try await trial.put { $0.uniqueness = unique() }
            let second = trial.makeJob { $0.uniqueness = unique() }
            _ = try await trial.store.enqueue([second])
            trial.expect("cancel", try await trial.store.cancel([second.id]), is: [second.id: .cancelled])
            try await trial.expect(first, is: .cancelled)
            let states = try await trial.store.retry([second.id, first])
            trial.expect("retry by both", states, is: [second.id: .available, first: .available])
            trial.expect("claims", try await trial.claimed(by: trial.store.join()), is: [first])
        },
        Self("a running job that is cancelled by its alias is told by its own id") { trial in
            let worker = try await trial.store.join()
            let first = try await trial.put { $0.uniqueness = unique() }
            let claimed = try await trial.claimOne(by: worker)
            let second = trial.makeJob { $0.uniqueness = unique() }
            trial.expect("enqueue", try await trial.store.enqueue([second]), is: [.existed(first)])
            trial.expect("cancel", try await trial.store.cancel([second.id]), is: [second.id: .running])
            trial.expect("orders", try await trial.store.beat(worker), is: WorkerOrders(isKnown: true, cancelled: [first]))
            try await trial.finish(claimed, .stopped)
            trial.expect("the job by its alias", try await trial.store.job(second.id)?.state, is: .cancelled)
        },
    ]
}
