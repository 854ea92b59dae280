import Afterwork

extension JobStoreConformance.Check {
    /// What becomes available, what is too late, and when to look again.
    static let ofStaging = [
        Self("what is due becomes available, and nothing else") { trial in
            let early = try await trial.put { $0.schedule = .after(.seconds(10)) }
            let late = try await trial.put { $0.schedule = .after(.seconds(20)) }
            trial.expect("at first", try await trial.store.stage(limit: 10), is: Staging(staged: 0, expired: 0, next: .seconds(10)))
            trial.clock.advance(by: .seconds(10))
            trial.expect("in time", try await trial.store.stage(limit: 10), is: Staging(staged: 1, expired: 0, next: .seconds(10)))
            try await trial.expect(early, is: .available)
            try await trial.expect(late, is: .scheduled)
            trial.clock.advance(by: .seconds(4))
            trial.expect("in between", try await trial.store.stage(limit: 10), is: Staging(staged: 0, expired: 0, next: .seconds(6)))
            trial.clock.advance(by: .seconds(60))
            trial.expect("in the end", try await trial.store.stage(limit: 10), is: Staging(staged: 1, expired: 0, next: nil))
            trial.expect("claims", try await trial.claimed(by: trial.store.join()), is: [early, late])
        },
        Self("jobs that wait for a worker are nothing to wait for") { trial in
            try await trial.put()
            trial.expect("staging", try await trial.store.stage(limit: 10), is: Staging(staged: 0, expired: 0, next: nil))
        },
        Self("a job becomes available at its time to the microsecond") { trial in
            try await trial.put { $0.schedule = .after(.microseconds(1500)) }
            trial.clock.advance(by: .microseconds(1499))
            let staging = try await trial.store.stage(limit: 10)
            trial.expect("too early", staging, is: Staging(staged: 0, expired: 0, next: .microseconds(1)))
            trial.clock.advance(by: .microseconds(1))
            trial.expect("in time", try await trial.store.stage(limit: 10), is: Staging(staged: 1, expired: 0, next: nil))
        },
        Self("a round changes no more jobs than it may, and says when it left some") { trial in
            for _ in 0..<5 { try await trial.put { $0.schedule = .after(.seconds(10)) } }
            try await trial.put { $0.schedule = .after(.seconds(30)) }
            trial.clock.advance(by: .seconds(10))
            trial.expect("the first round", try await trial.store.stage(limit: 2), is: Staging(staged: 2, expired: 0, next: .zero))
            trial.expect("the second round", try await trial.store.stage(limit: 2), is: Staging(staged: 2, expired: 0, next: .zero))
            trial.expect("the third round", try await trial.store.stage(limit: 2), is: Staging(staged: 1, expired: 0, next: .seconds(20)))
            let counts = try await trial.store.counts().reduce(into: [:]) { $0[$1.state] = $1.count }
            trial.expect("states", counts, is: [.available: 5, .scheduled: 1])
        },
        Self("a round that has changed as many as it may, and all there were, says when there are more") { trial in
            for delay in [10, 10, 25] { try await trial.put { $0.schedule = .after(.seconds(delay)) } }
            trial.clock.advance(by: .seconds(10))
            trial.expect("the round", try await trial.store.stage(limit: 2), is: Staging(staged: 2, expired: 0, next: .seconds(15)))
        },
        Self("rounds with a limit reach every job in the end") { trial in
            for number in 0..<20 {
                try await trial.put { job in
                    job.schedule = .after(.seconds(10 + number % 3))
                    if number.isMultiple(of: 4) { job.expiry = .seconds(1) }
                }
            }
            trial.clock.advance(by: .seconds(60))
            var (staged, expired, rounds) = (0, 0, 0)
            while rounds < 50 {
                let staging = try await trial.store.stage(limit: 3)
                trial.expect(staging.staged + staging.expired <= 3, "A round of 3 has changed \(staging.staged + staging.expired).")
                (staged, expired, rounds) = (staged + staging.staged, expired + staging.expired, rounds + 1)
                if staging.next != .zero { break }
            }
            trial.expect("staged and expired", [staged, expired], is: [15, 5])
            trial.expect("states", Set(try await trial.store.counts().map(\.state)), is: [.available, .discarded])
        },
        Self("a job that has not begun in time is discarded and says why") { trial in
            let id = try await trial.put { $0.expiry = .seconds(60) }
            trial.expect("at first", try await trial.store.stage(limit: 10), is: Staging(staged: 0, expired: 0, next: .seconds(60)))
            trial.clock.advance(by: .seconds(60))
            trial.expect("in time", try await trial.store.stage(limit: 10), is: Staging(staged: 0, expired: 1, next: nil))
            let record = try await trial.record(id)
            trial.expect("the state", record.state, is: .discarded)
            trial.expect("the time of its end", record.finishedAt, is: trial.clock.time())
            trial.expect("whether it says why", record.error?.isEmpty, is: false)
            trial.expect("failures", record.failures, is: 0)
        },
        Self("a job whose time and expiry have both passed is discarded, not run") { trial in
            let id = try await trial.put { job in
                job.schedule = .after(.seconds(10))
                job.expiry = .seconds(5)
            }
            trial.clock.advance(by: .seconds(20))
            trial.expect("staging", try await trial.store.stage(limit: 10), is: Staging(staged: 0, expired: 1, next: nil))
            try await trial.expect(id, is: .discarded)
        },
        Self("a job that is due before its expiry is available until then") { trial in
            let id = try await trial.put { job in
                job.schedule = .after(.seconds(10))
                job.expiry = .seconds(5)
            }
            trial.clock.advance(by: .seconds(12))
            trial.expect("when it is due", try await trial.store.stage(limit: 10), is: Staging(staged: 1, expired: 0, next: .seconds(3)))
            trial.clock.advance(by: .seconds(3))
            trial.expect("when it is too late", try await trial.store.stage(limit: 10), is: Staging(staged: 0, expired: 1, next: nil))
            try await trial.expect(id, is: .discarded)
        },
        Self("jobs of paused queues become available and expire like others") { trial in
            try await trial.store.set(.paused, of: "a")
            let due = try await trial.put(queue: "a") { $0.schedule = .after(.seconds(10)) }
            let tooLate = try await trial.put(queue: "a") { $0.expiry = .seconds(10) }
            trial.clock.advance(by: .seconds(10))
            trial.expect("staging", try await trial.store.stage(limit: 10), is: Staging(staged: 1, expired: 1, next: nil))
            try await trial.expect(due, is: .available)
            try await trial.expect(tooLate, is: .discarded)
        },
        Self("what was cancelled, claimed or retried is not staged any more") { trial in
            let ids = [
                try await trial.put { $0.schedule = .after(.seconds(10)) }, try await trial.put { $0.schedule = .after(.seconds(10)) },
            ]
            _ = try await trial.store.cancel([ids[0]])
            _ = try await trial.store.retry([ids[1]])
            trial.expect("whether there is more to do", try await trial.store.stage(limit: 10).next, is: nil)
            trial.clock.advance(by: .seconds(10))
            trial.expect("staging", try await trial.store.stage(limit: 10), is: Staging(staged: 0, expired: 0, next: nil))
        },
    ]
}
