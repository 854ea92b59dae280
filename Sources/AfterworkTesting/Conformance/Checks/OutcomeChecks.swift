import Afterwork

extension JobStoreConformance.Check {
    /// What becomes of a job when its attempt ends, and what is written down of it.
    static let ofOutcomes = [
        Self("a completed job keeps its result byte for byte") { trial in
            let results: [[UInt8]?] = [nil, [], [0], Array(#"{"sum":7}"#.utf8), [0xff, 0xfe], Array(0...255)]
            let worker = try await trial.store.join()
            for result in results {
                let id = try await trial.put()
                let claimed = try await trial.claimOne(by: worker)
                trial.clock.advance(by: .seconds(3))
                try await trial.finish(claimed, .completed(result: result))
                let record = try await trial.record(id)
                trial.expect("the state", record.state, is: .completed)
                trial.expect("the result", record.result, is: result)
                trial.expect("the time of its end", record.finishedAt, is: trial.clock.time())
                trial.expect("the time of its claim", record.claimedAt, is: trial.clock.time() + .seconds(-3))
                trial.expect("its progress", record.progress, is: 1)
                trial.expect("its failures", record.failures, is: 0)
                trial.expect("its error", record.error, is: nil)
            }
        },
        Self("a failed job keeps its error, counts its failures, and waits as long as it was told") { trial in
            let worker = try await trial.store.join()
            let id = try await trial.put()
            for failure in 1...3 {
                let claimed = try await trial.claimOne(by: worker)
                trial.expect("failures when it is claimed", claimed.failures, is: failure - 1)
                try await trial.finish(claimed, .failed(error: "broken \(failure)", retryAfter: .seconds(60)))
                let record = try await trial.record(id)
                trial.expect("the state", record.state, is: .retryable)
                trial.expect("the time of the next attempt", record.runAt, is: trial.clock.time() + .seconds(60))
                trial.expect("failures", record.failures, is: failure)
                trial.expect("the error", record.error, is: "broken \(failure)")
                trial.clock.advance(by: .seconds(59))
                trial.expect("staged too early", try await trial.store.stage(limit: 10).staged, is: 0)
                trial.clock.advance(by: .seconds(1))
                trial.expect("staged in time", try await trial.store.stage(limit: 10).staged, is: 1)
            }
            try await trial.finish(trial.claimOne(by: worker), .failed(error: "broken for good", retryAfter: nil))
            let record = try await trial.record(id)
            trial.expect("the state in the end", record.state, is: .discarded)
            trial.expect("failures in the end", record.failures, is: 4)
            trial.expect("the error in the end", record.error, is: "broken for good")
            trial.expect("the time of its end", record.finishedAt, is: trial.clock.time())
        },
        Self("a job that is to be tried again at once waits to be staged") { trial in
            let worker = try await trial.store.join()
            let id = try await trial.put()
            try await trial.finish(trial.claimOne(by: worker), .failed(error: "broken", retryAfter: .zero))
            try await trial.expect(id, is: .retryable)
            trial.expect("staging", try await trial.store.stage(limit: 10), is: Staging(staged: 1, expired: 0, next: nil))
            trial.expect("claims", try await trial.claimed(by: worker), is: [id])
        },
        Self("a job that its handler gave up keeps the reason, and has not failed") { trial in
            let id = try await trial.put()
            try await trial.finish(trial.claimOne(by: trial.store.join()), .discarded(reason: "no such order"))
            let record = try await trial.record(id)
            trial.expect("the state", record.state, is: .discarded)
            trial.expect("the reason", record.error, is: "no such order")
            trial.expect("failures", record.failures, is: 0)
        },
        Self("a job whose payload does not decode is kept in quarantine with the error") { trial in
            let id = try await trial.put(payload: #"{"old":true}"#)
            try await trial.finish(trial.claimOne(by: trial.store.join()), .undecodable(error: "no key order_id"))
            let record = try await trial.record(id)
            trial.expect("the state", record.state, is: .quarantined)
            trial.expect("the error", record.error, is: "no key order_id")
            trial.expect("the payload", record.payload, is: Array(#"{"old":true}"#.utf8))
            trial.expect("failures and crashes", [record.failures, record.crashes], is: [0, 0])
        },
        Self("a snooze costs no attempt") { trial in
            let worker = try await trial.store.join()
            let id = try await trial.put()
            try await trial.finish(trial.claimOne(by: worker), .failed(error: "broken", retryAfter: .zero))
            _ = try await trial.store.stage(limit: 10)
            for _ in 0..<3 {
                let claimed = try await trial.claimOne(by: worker)
                trial.expect("failures when it is claimed", claimed.failures, is: 1)
                try await trial.finish(claimed, .snoozed(.seconds(60)))
                let record = try await trial.record(id)
                trial.expect("the state", record.state, is: .scheduled)
                trial.expect("the time", record.runAt, is: trial.clock.time() + .seconds(60))
                trial.expect("failures", record.failures, is: 1)
                trial.expect("claims while it sleeps", try await trial.claimed(by: worker), is: [])
                trial.clock.advance(by: .seconds(60))
                trial.expect("staged", try await trial.store.stage(limit: 10).staged, is: 1)
            }
        },
        Self("a snooze may last for ever") { trial in
            let id = try await trial.put()
            try await trial.finish(trial.claimOne(by: trial.store.join()), .snoozed(.seconds(Int64.max)))
            trial.expect("the time", try await trial.record(id).runAt, is: .distantFuture)
        },
        Self("a release costs no attempt and no place") { trial in
            let worker = try await trial.store.join()
            let ids = [try await trial.put(), try await trial.put(), try await trial.put()]
            let before = try await trial.record(ids[0])
            let claimed = try await trial.claim(by: worker, limit: 2).jobs
            for job in claimed { try await trial.start(job, by: worker) }
            trial.clock.advance(by: .seconds(5))
            for job in claimed.reversed() { try await trial.finish(job, .released) }
            let record = try await trial.record(ids[0])
            trial.expect("the state", record.state, is: .available)
            trial.expect("the time", record.runAt, is: before.runAt)
            trial.expect("failures and crashes", [record.failures, record.crashes], is: [0, 0])
            trial.expect("claims", try await trial.claimed(by: worker), is: ids)
        },
        Self("progress is kept as it was reported last") { trial in
            let worker = try await trial.store.join()
            let id = try await trial.put()
            let claimed = try await trial.claimOne(by: worker)
            trial.expect("progress before any", try await trial.record(id).progress, is: nil)
            for (fraction, message) in [(0, "begun"), (0.1, nil), (1 / 3, "größe 👍"), (1, "nearly"), (0.5, "")] as [(Double, String?)] {
                try await trial.store.report([JobProgress(claimed.attempt, fraction: fraction, message: message)])
                let record = try await trial.record(id)
                trial.expect("the progress", record.progress, is: fraction)
                trial.expect("the message", record.message, is: message)
                trial.expect("the state", record.state, is: .running)
            }
        },
        Self("each attempt begins without the progress of the one before") { trial in
            let worker = try await trial.store.join()
            let id = try await trial.put()
            let claimed = try await trial.claimOne(by: worker)
            try await trial.store.report([JobProgress(claimed.attempt, fraction: 0.5, message: "half")])
            try await trial.finish(claimed, .failed(error: "broken", retryAfter: .zero))
            _ = try await trial.store.stage(limit: 10)
            _ = try await trial.claimOne(by: worker)
            let record = try await trial.record(id)
            trial.expect("the progress", record.progress, is: nil)
            trial.expect("the message", record.message, is: nil)
            trial.expect("the last error", record.error, is: "broken")
        },
        Self("reports of several attempts are kept apart") { trial in
            for _ in 0..<3 { try await trial.put() }
            let claimed = try await trial.claim(by: trial.store.join()).jobs
            let reports = claimed.enumerated().map { JobProgress($1.attempt, fraction: Double($0) / 4, message: "\($0)") }
            try await trial.store.report(reports)
            for report in reports {
                let record = try await trial.record(report.attempt.id)
                trial.expect("the progress", record.progress, is: report.fraction)
                trial.expect("the message", record.message, is: report.message)
            }
        },
    ]
}
