import Afterwork

extension JobStoreConformance.Check {
    /// Who gets which job, and in which order.
    static let ofClaims = [
        Self("jobs are claimed by priority, then by the time they are due, then in the order they were enqueued") { trial in
            let now = trial.clock.time()
            var jobs: [(place: Int, job: PreparedJob)] = []
            for (place, (priority, delay)) in [(9, 0), (9, 0), (9, 30), (0, 0), (0, 0), (0, 10), (0, 10), (-9, 0), (-9, 5)].enumerated() {
                let job = trial.makeJob(priority: priority) { $0.schedule = .at(now + .seconds(delay)) }
                jobs.append((place, job))
            }
            // The same order in every run, in which neither place nor id says who comes first; but those that are alike keep theirs.
            let order = [7, 5, 3, 0, 8, 6, 2, 4, 1]
            for place in order { _ = try await trial.store.enqueue([jobs[place].job]) }
            trial.clock.advance(by: .seconds(60))
            _ = try await trial.store.stage(limit: 1000)
            let claimed = try await trial.claimed(by: trial.store.join())
            trial.expect("places", claimed.compactMap { id in jobs.first { $0.job.id == id }?.place }, is: Array(0..<9))
        },
        Self("jobs that are alike are claimed in the order of a batch, whatever their ids") { trial in
            let jobs = (0..<30).map { _ in trial.makeJob() }
            let order = jobs.reversed().enumerated().sorted { $0.offset % 7 < $1.offset % 7 }.map(\.element)
            _ = try await trial.store.enqueue(order)
            let worker = try await trial.store.join()
            var claimed: [JobID] = []
            for limit in [1, 2, 3, 24] { claimed += try await trial.claimed(by: worker, limit: limit) }
            trial.expect("claims", claimed, is: order.map(\.id))
        },
        Self("jobs of several names are claimed in one order") { trial in
            let ids = [
                try await trial.put("a"), try await trial.put("b"), try await trial.put("a"), try await trial.put("c"),
                try await trial.put("b"),
            ]
            trial.expect("claims", try await trial.claimed(by: trial.store.join(), ["c", "b", "a"]), is: ids)
        },
        Self("a claim brings no more than it asks for") { trial in
            var ids: [JobID] = []
            for _ in 0..<5 { ids.append(try await trial.put()) }
            let worker = try await trial.store.join()
            trial.expect("the first claim", try await trial.claimed(by: worker, limit: 2), is: Array(ids[0..<2]))
            trial.expect("the second claim", try await trial.claimed(by: worker, limit: 1), is: Array(ids[2..<3]))
            trial.expect("the third claim", try await trial.claimed(by: worker, limit: 10), is: Array(ids[3..<5]))
            trial.expect("the fourth claim", try await trial.claimed(by: worker, limit: 10), is: [])
        },
        Self("a job is given to one worker alone") { trial in
            let id = try await trial.put()
            let (first, second) = (try await trial.store.join(), try await trial.store.join())
            trial.expect("workers", first == second, is: false)
            trial.expect("the first worker's claim", try await trial.claimed(by: first), is: [id])
            trial.expect("the second worker's claim", try await trial.claimed(by: second), is: [])
            trial.expect("the first worker's second claim", try await trial.claimed(by: first), is: [])
        },
        Self("a job whose name the worker does not know is left for one that does") { trial in
            let ids = [try await trial.put("known"), try await trial.put("unknown"), try await trial.put("known")]
            let worker = try await trial.store.join()
            trial.expect("claims", try await trial.claimed(by: worker, ["known", "other"]), is: [ids[0], ids[2]])
            trial.expect("claims of no names", try await trial.claimed(by: worker, []), is: [])
            trial.clock.advance(by: .seconds(365 * 86_400))
            _ = try await trial.store.stage(limit: 1000)
            _ = try await trial.store.prune(JobRetention(completed: .zero, givenUp: .zero, quarantined: .zero), limit: 1000)
            try await trial.expect(ids[1], is: .available)
            trial.expect("claims of who knows it", try await trial.claimed(by: worker, ["unknown"]), is: [ids[1]])
        },
        Self("a job is not claimed before its time, nor before it was made available") { trial in
            let id = try await trial.put { $0.schedule = .after(.seconds(60)) }
            let worker = try await trial.store.join()
            trial.expect("claims before its time", try await trial.claimed(by: worker), is: [])
            trial.clock.advance(by: .seconds(61))
            _ = try await trial.store.stage(limit: 1)
            trial.expect("claims after its time", try await trial.claimed(by: worker), is: [id])
        },
        Self("a job that is too late is not claimed, even before it is discarded") { trial in
            let expiring = try await trial.put { $0.expiry = .seconds(60) }
            let lasting = try await trial.put { $0.expiry = .seconds(90) }
            let worker = try await trial.store.join()
            trial.clock.advance(by: .seconds(61))
            trial.expect("claims", try await trial.claimed(by: worker), is: [lasting])
            try await trial.expect(expiring, is: .available)
            _ = try await trial.store.stage(limit: 1000)
            try await trial.expect(expiring, is: .discarded)
            try await trial.expect(lasting, is: .running)
        },
        Self("a job that was begun in time runs for as long as it likes") { trial in
            let id = try await trial.put { $0.expiry = .seconds(60) }
            let claimed = try await trial.claimOne(by: trial.store.join())
            trial.clock.advance(by: .seconds(86_400))
            trial.expect("staging", try await trial.store.stage(limit: 10), is: Staging(staged: 0, expired: 0, next: nil))
            try await trial.expect(id, is: .running)
            try await trial.finish(claimed, .completed(result: nil))
            try await trial.expect(id, is: .completed)
        },
        Self("a claimed job shows when it was claimed, and how long it had waited") { trial in
            let id = try await trial.put { $0.schedule = .after(.seconds(10)) }
            trial.clock.advance(by: .seconds(15))
            _ = try await trial.store.stage(limit: 10)
            let claimed = try await trial.claimOne(by: trial.store.join())
            trial.expect("how long it had waited", claimed.waited, is: .seconds(5))
            let record = try await trial.record(id)
            trial.expect("the state", record.state, is: .running)
            trial.expect("the time of the claim", record.claimedAt, is: trial.clock.time())
            trial.expect("the time of its end", record.finishedAt, is: nil)
        },
        Self("the fence counts the claims of a job") { trial in
            let worker = try await trial.store.join()
            let id = try await trial.put()
            for fence in 1...4 {
                let claimed = try await trial.claimOne(by: worker)
                trial.expect("the attempt", claimed.attempt, is: JobAttempt(id: id, fence: Int64(fence)))
                try await trial.finish(claimed, fence == 3 ? .discarded(reason: "no use") : .released)
                if fence == 3 { _ = try await trial.store.retry([id]) }
            }
        },
        Self("a worker that the store does not know claims nothing") { trial in
            let id = try await trial.put()
            let worker = try await trial.store.join()
            let nothing = Claim(jobs: [], hasSuspects: false)
            trial.expect("the claim of an unknown worker", try await trial.claim(by: Incarnation(trial.makeID())), is: nothing)
            try await trial.store.leave(worker)
            trial.expect("the claim of one that has left", try await trial.claim(by: worker), is: nothing)
            let dead = try await trial.store.join()
            _ = try await trial.store.rescue([Presence(dead, .dead)])
            trial.expect("the claim of one that was taken for dead", try await trial.claim(by: dead), is: nothing)
            try await trial.expect(id, is: .available)
        },
        Self("the greatest and the smallest priority are kept apart") { trial in
            var ids: [JobID] = []
            for priority in [32_767, 32_766, 1, 0, -1, -32_767, -32_768].reversed() {
                ids.insert(try await trial.put(priority: priority), at: 0)
            }
            trial.expect("claims", try await trial.claimed(by: trial.store.join()), is: ids)
            for (id, priority) in zip(ids, [32_767, 32_766, 1, 0, -1, -32_767, -32_768]) {
                trial.expect("the priority", try await trial.record(id).priority, is: priority)
            }
        },
        Self("a clock that goes back takes nothing from anybody") { trial in
            let id = try await trial.put()
            trial.clock.setTime(trial.clock.time() + .seconds(-3600))
            let worker = try await trial.store.join()
            let claimed = try await trial.claimOne(by: worker)
            trial.expect(claimed.waited >= .zero, "The job had waited for \(claimed.waited).")
            try await trial.finish(claimed, .failed(error: "broken", retryAfter: .seconds(60)))
            trial.clock.advance(by: .seconds(60))
            trial.expect("staged", try await trial.store.stage(limit: 10).staged, is: 1)
            try await trial.finish(trial.claimOne(by: worker), .completed(result: nil))
            try await trial.expect(id, is: .completed)
        },
    ]
}
