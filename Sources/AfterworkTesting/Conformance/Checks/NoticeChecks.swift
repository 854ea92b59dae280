import Afterwork

extension JobStoreConformance.Check {
    /// What those hear who wait for something to happen.
    static let ofNotices = [
        Self("workers hear of new work") { trial in
            try await trial.expectNotice(.work, "an enqueue") { try await trial.put() }
            try await trial.expectNotice(.times, "an enqueue for later") { try await trial.put { $0.schedule = .after(.seconds(60)) } }
            try await trial.expectNotice(.times, "an enqueue that expires") { try await trial.put { $0.expiry = .seconds(60) } }
        },
        Self("workers hear of work that comes back") { trial in
            let worker = try await trial.store.join()
            let id = try await trial.put()
            let outcomes: [JobOutcome] = [.released, .failed(error: "broken", retryAfter: .seconds(1)), .snoozed(.seconds(1))]
            for outcome in outcomes {
                let claimed = try await trial.claimOne(by: worker)
                let notice: JobNotice = outcome == .released ? .work : .times
                try await trial.expectNotice(notice, "\(outcome)") { try await trial.finish(claimed, outcome) }
                trial.clock.advance(by: .seconds(1))
                if outcome != .released {
                    try await trial.expectNotice(.work, "a job that is due") { _ = try await trial.store.stage(limit: 10) }
                }
            }
            _ = try await trial.store.cancel([id])
            try await trial.expectNotice(.work, "a retry") { _ = try await trial.store.retry([id]) }
            _ = try await trial.claimOne(by: worker)
            try await trial.expectNotice(.work, "a rescue") { _ = try await trial.store.rescue([Presence(worker, .dead)]) }
        },
        Self("workers hear of room in a limited queue") { trial in
            let worker = try await trial.store.join()
            try await trial.store.set(.limit(1), of: "default")
            for _ in 0..<2 { try await trial.put() }
            let claimed = try await trial.claimOne(by: worker)
            try await trial.expectNotice(.work, "the end of a job in a full queue") {
                try await trial.finish(claimed, .completed(result: nil))
            }
            try await trial.expectNotice(.work, "a greater limit") { try await trial.store.set(.limit(2), of: "default") }
        },
        Self("workers hear of a queue that is resumed, and of one that is paused") { trial in
            try await trial.expectNotice(.orders, "a pause") { try await trial.store.set(.paused, of: "default") }
            try await trial.put()
            try await trial.expectNotice(.work, "the end of a pause") { try await trial.store.set(.resumed, of: "default") }
        },
        Self("workers hear when a running job is cancelled") { trial in
            let id = try await trial.put()
            _ = try await trial.claimOne(by: trial.store.join())
            try await trial.expectNotice(.orders, "a cancel") { _ = try await trial.store.cancel([id]) }
        },
        Self("every worker hears, not only one") { trial in
            let notices = (0..<3).map { _ in trial.store.notices() }
            try await trial.expectNotice(.work, "an enqueue") { try await trial.put() }
            for notices in notices {
                let isTold = await trial.comes(in: notices) { $0 == .work }
                trial.expect(isTold, "One of several did not hear of new work.")
            }
        },
        Self("who watches a job hears of each of its changes") { trial in
            let worker = try await trial.store.join()
            let job = trial.makeJob()
            try await trial.expectChange(of: job.id, "its enqueue") { _ = try await trial.store.enqueue([job]) }
            var claimed = try await trial.expectChange(of: job.id, "its claim") { try await trial.claimOne(by: worker) }
            try await trial.expectChange(of: job.id, "a report") {
                try await trial.store.report([JobProgress(claimed.attempt, fraction: 0.5, message: nil)])
            }
            try await trial.expectChange(of: job.id, "a failure") {
                try await trial.finish(claimed, .failed(error: "broken", retryAfter: .zero))
            }
            try await trial.expectChange(of: job.id, "its becoming due") { _ = try await trial.store.stage(limit: 10) }
            claimed = try await trial.claimOne(by: worker)
            try await trial.expectChange(of: job.id, "its cancel while it runs") { _ = try await trial.store.cancel([job.id]) }
            try await trial.expectChange(of: job.id, "its end") { try await trial.finish(claimed, .stopped) }
            try await trial.expectChange(of: job.id, "its retry") { _ = try await trial.store.retry([job.id]) }
            _ = try await trial.claimOne(by: worker)
            try await trial.expectChange(of: job.id, "its rescue") { _ = try await trial.store.rescue([Presence(worker, .dead)]) }
            try await trial.expectChange(of: job.id, "its cancel while it waits") { _ = try await trial.store.cancel([job.id]) }
        },
        Self("who watches a job hears when it expires, and when it is replaced") { trial in
            let rule = PreparedJob.Uniqueness(key: [1], period: nil, states: JobUniqueness.unfinished, conflict: .replace)
            let id = try await trial.put { $0.uniqueness = rule }
            try await trial.expectChange(of: id, "its replacement") {
                let other = trial.makeJob(payload: "2") { job in
                    job.uniqueness = rule
                    job.expiry = .seconds(1)
                }
                _ = try await trial.store.enqueue([other])
            }
            trial.clock.advance(by: .seconds(2))
            try await trial.expectChange(of: id, "its expiry") { _ = try await trial.store.stage(limit: 10) }
            try await trial.expect(id, is: .discarded)
        },
        Self("everybody who watches a job hears of it") { trial in
            let job = trial.makeJob()
            let watchers = (0..<3).map { _ in trial.store.changes(of: job.id) }
            _ = try await trial.store.enqueue([job, trial.makeJob()])
            for watcher in watchers {
                trial.expect(await trial.comes(in: watcher) { _ in true }, "One of several who watch the job did not hear of it.")
            }
        },
    ]
}
