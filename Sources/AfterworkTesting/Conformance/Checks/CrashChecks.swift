import Afterwork

extension JobStoreConformance.Check {
    /// Whether a worker that knows some names and serves a queue hears of suspects.
    private static func hears(
        _ trial: StoreTrial,
        _ worker: Incarnation,
        _ names: Set<String> = ["work"],
        of queue: String? = "a"
    ) async throws -> Bool {
        try await trial.claim(by: worker, names, shares: [ClaimRequest.Share(queue: queue, fair: 10, most: 10)]).hasSuspects
    }

    /// What becomes of the jobs of workers that die.
    static let ofCrashes = [
        Self("the jobs of a dead worker are given to others, and nobody else's") { trial in
            let (dead, alive) = (try await trial.store.join(), try await trial.store.join())
            let first = try await trial.put()
            _ = try await trial.claimOne(by: dead)
            let second = try await trial.put()
            let held = try await trial.claimOne(by: alive)
            let rescued = try await trial.store.rescue([Presence(dead, .dead)])
            trial.expect("rescued", rescued, is: [RescuedJob(id: first, name: "work", state: .available, crashes: 0)])
            try await trial.expect(first, is: .available)
            try await trial.expect(second, is: .running)
            try await trial.finish(held, .completed(result: nil))
            trial.expect("rescued again", try await trial.store.rescue([Presence(dead, .dead)]), is: [])
            trial.expect("claims", try await trial.claimed(by: alive), is: [first])
        },
        Self("of several dead workers all jobs are rescued at once") { trial in
            var (workers, ids): ([Incarnation], Set<JobID>) = ([], [])
            for _ in 0..<3 {
                let worker = try await trial.store.join()
                workers.append(worker)
                for _ in 0..<2 { ids.insert(try await trial.put()) }
                _ = try await trial.claim(by: worker)
            }
            let rescued = try await trial.store.rescue((workers + [Incarnation(trial.makeID())]).map { Presence($0, .dead) })
            trial.expect("rescued", Set(rescued.map(\.id)), is: ids)
        },
        Self("an attempt that had not started is not blamed for a crash") { trial in
            let id = try await trial.put()
            for _ in 0..<5 {
                let worker = try await trial.store.join()
                _ = try await trial.claimOne(by: worker)
                _ = try await trial.store.rescue([Presence(worker, .dead)])
                let record = try await trial.record(id)
                trial.expect("crashes", record.crashes, is: 0)
                trial.expect("the state", record.state, is: .available)
            }
            // Neither is one that was claimed anew, for a start of the attempt before.
            let worker = try await trial.store.join()
            let started = try await trial.claimOne(by: worker)
            try await trial.start(started, by: worker)
            try await trial.finish(started, .released)
            _ = try await trial.claimOne(by: worker)
            _ = try await trial.store.rescue([Presence(worker, .dead)])
            trial.expect("crashes of a job claimed anew", try await trial.record(id).crashes, is: 0)
        },
        Self("an attempt whose handler had returned is not blamed for a crash") { trial in
            let worker = try await trial.store.join()
            let (id, other) = (try await trial.put(), try await trial.put())
            let jobs = try await trial.claim(by: worker).jobs
            for job in jobs { try await trial.start(job, by: worker) }
            // As often as one likes, and also of what is not known.
            let ended = jobs.map(\.attempt).filter { $0.id == id } + [JobAttempt(id: trial.makeID(), fence: 1)]
            for _ in 0..<2 { try await trial.store.end(ended, by: worker) }
            let rescued = try await trial.store.rescue([Presence(worker, .dead)])
            trial.expect("crashes", Dictionary(rescued.map { ($0.id, $0.crashes) }) { $1 }, is: [id: 0, other: 1])
            trial.expect("whether it says why", try await trial.record(id).error, is: nil)
        },
        Self("an attempt whose handler had returned can still be written down") { trial in
            let worker = try await trial.store.join()
            let id = try await trial.put()
            let claimed = try await trial.claimOne(by: worker)
            try await trial.start(claimed, by: worker)
            try await trial.store.end([claimed.attempt], by: worker)
            try await trial.expect(id, is: .running)
            try await trial.finish(claimed, .completed(result: nil))
            try await trial.store.end([claimed.attempt], by: worker)
            try await trial.expect(id, is: .completed)
        },
        Self("the end of an attempt whose job was claimed anew clears nobody") { trial in
            let worker = try await trial.store.join()
            let id = try await trial.put()
            let first = try await trial.claimOne(by: worker)
            try await trial.finish(first, .released)
            try await trial.start(trial.claimOne(by: worker), by: worker)
            try await trial.store.end([first.attempt], by: worker)
            trial.expect("crashes", try await trial.store.rescue([Presence(worker, .dead)]).map(\.crashes), is: [1])
            trial.expect("crashes of the job", try await trial.record(id).crashes, is: 1)
        },
        Self("an attempt that had started is blamed once, however often it was said to start") { trial in
            let id = try await trial.put()
            let worker = try await trial.store.join()
            let claimed = try await trial.claimOne(by: worker)
            for _ in 0..<3 { try await trial.start(claimed, by: worker) }
            let rescued = try await trial.store.rescue([Presence(worker, .dead)])
            trial.expect("rescued", rescued, is: [RescuedJob(id: id, name: "work", state: .available, crashes: 1)])
            let record = try await trial.record(id)
            trial.expect("crashes", record.crashes, is: 1)
            trial.expect("failures", record.failures, is: 0)
            trial.expect("whether it says why", record.error?.isEmpty, is: false)
        },
        Self("crashes are counted apart from failures") { trial in
            let worker = try await trial.store.join()
            let id = try await trial.put()
            for _ in 0..<2 {
                try await trial.finish(trial.claimOne(by: worker), .failed(error: "broken", retryAfter: .zero))
                _ = try await trial.store.stage(limit: 10)
            }
            try await trial.crash(id)
            let record = try await trial.record(id)
            trial.expect("failures and crashes", [record.failures, record.crashes], is: [2, 1])
            let claimed = try await trial.claimOne(by: worker, wantsSuspect: true)
            trial.expect("failures and crashes when it is claimed", [claimed.failures, claimed.crashes], is: [2, 1])
        },
        Self("a suspect is given out alone, and only to one who asks") { trial in
            let worker = try await trial.store.join()
            let suspects = [try await trial.put(), try await trial.put()]
            for _ in suspects {
                let doomed = try await trial.store.join()
                try await trial.start(trial.claimOne(by: doomed), by: doomed)
                _ = try await trial.store.rescue([Presence(doomed, .dead)])
            }
            let others = [try await trial.put(), try await trial.put()]
            let claim = try await trial.claim(by: worker)
            trial.expect("the claim of one who does not ask", claim.jobs.map(\.attempt.id), is: others)
            trial.expect("whether it hears of suspects", claim.hasSuspects, is: true)
            for (suspect, hasMore) in zip(suspects, [true, false]) {
                let claim = try await trial.claim(by: worker, limit: 10, wantsSuspect: true)
                trial.expect("the claim of one who asks", claim.jobs.map(\.attempt.id), is: [suspect])
                trial.expect("whether there are more", claim.hasSuspects, is: hasMore)
            }
            trial.expect("the claim when none is left", try await trial.claim(by: worker, wantsSuspect: true).jobs, is: [])
        },
        Self("one who asks for a suspect gets nothing else") { trial in
            try await trial.put()
            let claim = try await trial.claim(by: trial.store.join(), wantsSuspect: true)
            trial.expect("the claim", claim, is: Claim(jobs: [], hasSuspects: false))
        },
        Self("a worker hears only of suspects that it could run") { trial in
            let worker = try await trial.store.join()
            let id = try await trial.put("work", queue: "a") { $0.expiry = .seconds(60) }
            try await trial.crash(id)
            trial.expect("one that knows its name and serves its queue", try await hears(trial, worker), is: true)
            trial.expect("one that serves all queues", try await hears(trial, worker, of: nil), is: true)
            trial.expect("one that does not know its name", try await hears(trial, worker, ["other"]), is: false)
            trial.expect("one that does not serve its queue", try await hears(trial, worker, of: "b"), is: false)
            try await trial.store.set(.paused, of: "a")
            trial.expect("while its queue is paused", try await hears(trial, worker), is: false)
            try await trial.store.set(.resumed, of: "a")
            try await trial.store.set(.limit(0), of: "a")
            trial.expect("while its queue is full", try await hears(trial, worker), is: false)
            try await trial.store.set(.limit(nil), of: "a")
            trial.expect("when there is room again", try await hears(trial, worker), is: true)
            trial.clock.advance(by: .seconds(61))
            trial.expect("when it is too late for it", try await hears(trial, worker), is: false)
        },
        Self("a suspect that is handed back stays one") { trial in
            let worker = try await trial.store.join()
            let id = try await trial.put()
            try await trial.crash(id)
            let claimed = try await trial.claimOne(by: worker, wantsSuspect: true)
            trial.expect("its crashes", claimed.crashes, is: 1)
            try await trial.start(claimed, by: worker)
            try await trial.finish(claimed, .released)
            trial.expect("the claim of one who does not ask", try await trial.claimed(by: worker), is: [])
            trial.expect("the claim", try await trial.claimed(by: worker, wantsSuspect: true), is: [id])
        },
        Self("a suspect whose attempt ended without a crash is none any more") { trial in
            let worker = try await trial.store.join()
            for outcome in [JobOutcome.failed(error: "broken", retryAfter: .seconds(60)), .snoozed(.seconds(60))] {
                let id = try await trial.put()
                try await trial.crash(id)
                let claimed = try await trial.claimOne(by: worker, wantsSuspect: true)
                try await trial.start(claimed, by: worker)
                try await trial.finish(claimed, outcome)
                trial.clock.advance(by: .seconds(60))
                _ = try await trial.store.stage(limit: 10)
                let claim = try await trial.claim(by: worker)
                trial.expect("whether there are suspects after \(outcome)", claim.hasSuspects, is: false)
                let next = try trial.require(claim.jobs.first, "After \(outcome) it is not given out to one who does not ask.")
                trial.expect("its crashes", next.crashes, is: 0)
                try await trial.finish(next, .completed(result: nil))
            }
        },
        Self("at the third crash a job is put into quarantine") { trial in
            let id = try await trial.put()
            for crash in 1...3 {
                let record = try await trial.crash(id, isSuspect: crash > 1)
                trial.expect("crashes", record.crashes, is: crash)
                trial.expect("the state", record.state, is: crash < 3 ? .available : .quarantined)
            }
            let record = try await trial.record(id)
            trial.expect("the time of its end", record.finishedAt, is: trial.clock.time())
            trial.expect("whether it says why", record.error?.isEmpty, is: false)
            let worker = try await trial.store.join()
            trial.expect("claims", try await trial.claim(by: worker), is: Claim(jobs: [], hasSuspects: false))
            trial.expect("claims of a suspect", try await trial.claimed(by: worker, wantsSuspect: true), is: [])
        },
        Self("what a dead worker was to be told reaches its jobs: a cancelled one is cancelled") { trial in
            let id = try await trial.put()
            let worker = try await trial.store.join()
            try await trial.start(trial.claimOne(by: worker), by: worker)
            _ = try await trial.store.cancel([id])
            let rescued = try await trial.store.rescue([Presence(worker, .dead)])
            trial.expect("rescued", rescued.map(\.state), is: [.cancelled])
            try await trial.expect(id, is: .cancelled)
            trial.expect("whether it is a suspect", try await trial.claim(by: trial.store.join()).hasSuspects, is: false)
        },
        Self("a worker that was taken for dead and lives can change nothing any more") { trial in
            let id = try await trial.put()
            let worker = try await trial.store.join()
            let claimed = try await trial.claimOne(by: worker)
            _ = try await trial.store.rescue([Presence(worker, .dead)])
            trial.expect("what it is told", try await trial.store.beat(worker), is: WorkerOrders(isKnown: false, cancelled: []))
            trial.expect("what it claims", try await trial.claimed(by: worker), is: [])
            let written = try await trial.store.finish([FinishedAttempt(claimed.attempt, .completed(result: nil))])
            trial.expect("what it writes", written, is: [false])
            try await trial.expect(id, is: .available)
            let again = try await trial.store.join()
            trial.expect("what it claims when it has joined again", try await trial.claimed(by: again), is: [id])
        },
    ]
}
