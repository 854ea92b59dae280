import Afterwork

extension JobStoreConformance.Check {
    /// What people say: cancel and retry.
    static let ofPeople = [
        Self("a waiting job that is cancelled never runs") { trial in
            let worker = try await trial.store.join()
            let ids = [
                try await trial.put(), try await trial.put { $0.schedule = .after(.seconds(60)) },
                try await trial.put("other"),
            ]
            try await trial.finish(trial.claimOne(by: worker, ["other"]), .failed(error: "broken", retryAfter: .seconds(60)))
            trial.clock.advance(by: .seconds(1))
            let expected = Dictionary(uniqueKeysWithValues: ids.map { ($0, JobState.cancelled) })
            trial.expect("cancel", try await trial.store.cancel(ids), is: expected)
            for id in ids { trial.expect("the time of its end", try await trial.record(id).finishedAt, is: trial.clock.time()) }
            trial.clock.advance(by: .seconds(3600))
            trial.expect("staging", try await trial.store.stage(limit: 10), is: Staging(staged: 0, expired: 0, next: nil))
            trial.expect("claims", try await trial.claimed(by: worker, ["work", "other"]), is: [])
        },
        Self("a running job that is cancelled goes on, and its worker is told until it has ended") { trial in
            let (worker, other) = (try await trial.store.join(), try await trial.store.join())
            let id = try await trial.put()
            let neighbour = try await trial.put()
            let claimed = try await trial.claim(by: worker).jobs
            trial.expect("orders before", try await trial.store.beat(worker), is: WorkerOrders(isKnown: true, cancelled: []))
            trial.expect("cancel", try await trial.store.cancel([id]), is: [id: .running])
            trial.expect("cancel again", try await trial.store.cancel([id]), is: [id: .running])
            trial.expect("whether it shows", try await trial.record(id).isCancelled, is: true)
            for _ in 0..<2 {
                trial.expect("orders", try await trial.store.beat(worker), is: WorkerOrders(isKnown: true, cancelled: [id]))
                trial.expect("another's orders", try await trial.store.beat(other), is: WorkerOrders(isKnown: true, cancelled: []))
            }
            try await trial.finish(claimed[0], .stopped)
            let record = try await trial.record(id)
            trial.expect("the state", record.state, is: .cancelled)
            trial.expect("the time of its end", record.finishedAt, is: trial.clock.time())
            trial.expect("orders afterwards", try await trial.store.beat(worker), is: WorkerOrders(isKnown: true, cancelled: []))
            try await trial.expect(neighbour, is: .running)
        },
        Self("a running job that is cancelled and ends all the same keeps its end") { trial in
            let ends: [(JobOutcome, JobState)] = [
                (.completed(result: nil), .completed), (.failed(error: "broken", retryAfter: nil), .discarded),
                (.discarded(reason: "no use"), .discarded), (.undecodable(error: "no such key"), .quarantined),
            ]
            let worker = try await trial.store.join()
            for (outcome, state) in ends {
                let id = try await trial.put()
                let claimed = try await trial.claimOne(by: worker)
                _ = try await trial.store.cancel([id])
                try await trial.finish(claimed, outcome)
                try await trial.expect(id, is: state)
            }
        },
        Self("a running job that is cancelled does not run again, whatever its attempt would have it do") { trial in
            let worker = try await trial.store.join()
            for outcome in [.failed(error: "broken", retryAfter: .zero), .snoozed(.zero), .released] as [JobOutcome] {
                let id = try await trial.put()
                let claimed = try await trial.claimOne(by: worker)
                _ = try await trial.store.cancel([id])
                try await trial.finish(claimed, outcome)
                let record = try await trial.record(id)
                trial.expect("the state after \(outcome)", record.state, is: .cancelled)
                trial.expect("the time of its end after \(outcome)", record.finishedAt, is: trial.clock.time())
                trial.expect("staged after \(outcome)", try await trial.store.stage(limit: 10).staged, is: 0)
                trial.expect("claims after \(outcome)", try await trial.claimed(by: worker), is: [])
            }
        },
        Self("a job that is done with cannot be cancelled any more") { trial in
            let worker = try await trial.store.join()
            let id = try await trial.put()
            try await trial.finish(trial.claimOne(by: worker), .completed(result: [1]))
            let before = try await trial.record(id)
            trial.clock.advance(by: .seconds(60))
            trial.expect("cancel", try await trial.store.cancel([id]), is: [id: .completed])
            trial.expect("the job", try await trial.record(id), is: before)
        },
        Self("of jobs that nobody knows nothing is said") { trial in
            let known = try await trial.put()
            let unknown = trial.makeID()
            trial.expect("cancel", try await trial.store.cancel([unknown, known]), is: [known: .cancelled])
            trial.expect("retry", try await trial.store.retry([known, unknown]), is: [known: .available])
        },
        Self("a job that is retried runs now, its failures and crashes forgotten") { trial in
            let worker = try await trial.store.join()
            let id = try await trial.put()
            try await trial.finish(trial.claimOne(by: worker), .failed(error: "broken", retryAfter: .zero))
            _ = try await trial.store.stage(limit: 10)
            for crash in 0..<3 { try await trial.crash(id, isSuspect: crash > 0) }
            try await trial.expect(id, is: .quarantined)
            trial.clock.advance(by: .seconds(60))
            trial.expect("retry", try await trial.store.retry([id]), is: [id: .available])
            let record = try await trial.record(id)
            trial.expect("failures and crashes", [record.failures, record.crashes], is: [0, 0])
            trial.expect("the time of its end", record.finishedAt, is: nil)
            trial.expect("the time", record.runAt, is: trial.clock.time())
            let claimed = try await trial.claimOne(by: worker)
            trial.expect("what is claimed", [claimed.failures, claimed.crashes], is: [0, 0])
        },
        Self("every job that is not running, available or completed can be retried, and runs") { trial in
            for way in Way.all where ![.running, .available, .completed].contains(way.state) {
                var subject = try await Subject(trial, expiry: nil, schedule: way.schedule)
                try await way.go(&subject)
                trial.expect("retry of one that \(way.name)", try await trial.store.retry([subject.id]), is: [subject.id: .available])
                let claimed = try await trial.claimed(by: trial.store.join(), [subject.job.name])
                trial.expect("claims of one that \(way.name)", claimed, is: [subject.id])
            }
        },
        Self("a job that came too late runs when it is retried") { trial in
            let id = try await trial.put { $0.expiry = .seconds(60) }
            trial.clock.advance(by: .seconds(61))
            _ = try await trial.store.stage(limit: 10)
            try await trial.expect(id, is: .discarded)
            _ = try await trial.store.retry([id])
            trial.expect("staging", try await trial.store.stage(limit: 10).expired, is: 0)
            trial.expect("claims", try await trial.claimed(by: trial.store.join()), is: [id])
        },
        Self("a job that is retried takes its place by its new time") { trial in
            let late = try await trial.put()
            _ = try await trial.store.cancel([late])
            trial.clock.advance(by: .seconds(1))
            let first = try await trial.put()
            trial.clock.advance(by: .seconds(1))
            _ = try await trial.store.retry([late])
            trial.expect("claims", try await trial.claimed(by: trial.store.join()), is: [first, late])
        },
    ]
}
