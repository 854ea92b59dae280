import Afterwork

extension JobStoreConformance.Check {
    /// What people set for a queue.
    static let ofQueues = [
        Self("of a queue that is paused no job is begun until it is resumed") { trial in
            let worker = try await trial.store.join()
            let first = try await trial.put(queue: "a")
            let running = try await trial.claimOne(by: worker)
            try await trial.store.set(.paused, of: "a")
            try await trial.store.set(.paused, of: "a")
            let second = try await trial.put(queue: "a")
            let other = try await trial.put(queue: "b")
            trial.expect("claims while it is paused", try await trial.claimed(by: worker), is: [other])
            // Those that run go on.
            try await trial.finish(running, .completed(result: nil))
            try await trial.expect(first, is: .completed)
            try await trial.store.set(.resumed, of: "a")
            trial.expect("claims when it is resumed", try await trial.claimed(by: worker), is: [second])
        },
        Self("a queue can be paused before it holds a job") { trial in
            let worker = try await trial.store.join()
            try await trial.store.set(.paused, of: "later")
            let id = try await trial.put(queue: "later")
            trial.expect("claims", try await trial.claimed(by: worker), is: [])
            trial.expect("the queue", try await trial.store.queues(), is: [QueueRecord(name: "later", isPaused: true)])
            try await trial.store.set(.resumed, of: "later")
            trial.expect("claims when it is resumed", try await trial.claimed(by: worker), is: [id])
        },
        Self("a queue's limit holds over all workers") { trial in
            let workers = [try await trial.store.join(), try await trial.store.join()]
            try await trial.store.set(.limit(3), of: "a")
            _ = try await trial.store.enqueue((0..<10).map { _ in trial.makeJob(queue: "a") })
            let first = try await trial.claim(by: workers[0], limit: 2).jobs
            let second = try await trial.claim(by: workers[1]).jobs
            trial.expect("claims of each", [first.count, second.count], is: [2, 1])
            trial.expect("claims beyond the limit", try await trial.claimed(by: workers[0]), is: [])
            try await trial.finish(first[0], .completed(result: nil))
            trial.expect("claims when one has ended", try await trial.claimed(by: workers[1]).count, is: 1)
            trial.expect("claims when it is full again", try await trial.claimed(by: workers[0]), is: [])
        },
        Self("every way in which an attempt ends makes room under a limit") { trial in
            try await trial.store.set(.limit(1), of: "a")
            let outcomes: [JobOutcome] = [
                .completed(result: nil), .failed(error: "broken", retryAfter: .seconds(3600)), .failed(error: "broken", retryAfter: nil),
                .discarded(reason: "no use"), .snoozed(.seconds(3600)), .undecodable(error: "no such key"), .stopped, .released,
            ]
            _ = try await trial.store.enqueue((0..<10).map { _ in trial.makeJob(queue: "a") })
            var worker = try await trial.store.join()
            for outcome in outcomes { try await trial.finish(trial.claimOne(by: worker), outcome) }
            _ = try await trial.claimOne(by: worker)
            _ = try await trial.store.rescue([Presence(worker, .dead)])
            worker = try await trial.store.join()
            _ = try await trial.claimOne(by: worker)
            trial.expect("claims beyond the limit", try await trial.claimed(by: worker), is: [])
        },
        Self("a limit can be raised, lowered and taken away while jobs run") { trial in
            let worker = try await trial.store.join()
            _ = try await trial.store.enqueue((0..<10).map { _ in trial.makeJob(queue: "a") })
            try await trial.store.set(.limit(2), of: "a")
            trial.expect("claims under a limit of 2", try await trial.claimed(by: worker).count, is: 2)
            try await trial.store.set(.limit(5), of: "a")
            trial.expect("claims under a limit of 5", try await trial.claimed(by: worker).count, is: 3)
            try await trial.store.set(.limit(1), of: "a")
            trial.expect("claims under a limit of 1", try await trial.claimed(by: worker).count, is: 0)
            try await trial.store.set(.limit(nil), of: "a")
            trial.expect("claims without a limit", try await trial.claimed(by: worker).count, is: 5)
        },
        Self("of a queue with a limit of none, no job is begun") { trial in
            try await trial.store.set(.limit(0), of: "a")
            try await trial.put(queue: "a")
            trial.expect("claims", try await trial.claimed(by: trial.store.join()), is: [])
        },
        Self("what a limited queue has no room for, others get") { trial in
            try await trial.store.set(.limit(1), of: "a")
            for queue in ["a", "b"] { _ = try await trial.store.enqueue((0..<5).map { _ in trial.makeJob(queue: queue) }) }
            let shares = ["a", "b"].map { ClaimRequest.Share(queue: $0, fair: 2, most: 4) }
            let jobs = try await trial.claim(by: trial.store.join(), shares: shares, limit: 4).jobs
            trial.expect("claims", jobs.map(\.queue).sorted(), is: ["a", "b", "b", "b"])
        },
        Self("a limit counts running jobs of every name") { trial in
            try await trial.store.set(.limit(2), of: "a")
            for name in ["one", "two", "three"] { try await trial.put(name, queue: "a") }
            let worker = try await trial.store.join()
            trial.expect("claims of one", try await trial.claimed(by: worker, ["one"]).count, is: 1)
            trial.expect("claims of all", try await trial.claimed(by: worker, ["one", "two", "three"]).count, is: 1)
        },
        Self("queues are listed by name, with what was set for them") { trial in
            try await trial.put(queue: "c")
            try await trial.put(queue: "b")
            try await trial.store.set(.limit(7), of: "d")
            try await trial.store.set(.paused, of: "b")
            try await trial.store.set(.limit(2), of: "b")
            let expected = [
                QueueRecord(name: "b", isPaused: true, limit: 2), QueueRecord(name: "c"), QueueRecord(name: "d", limit: 7),
            ]
            trial.expect("queues", try await trial.store.queues(), is: expected)
            try await trial.store.set(.limit(nil), of: "b")
            trial.expect("the queue without its limit", try await trial.store.queues().first, is: QueueRecord(name: "b", isPaused: true))
        },
        Self("a queue that holds no job any more is not listed, unless something was set for it") { trial in
            let worker = try await trial.store.join()
            for queue in ["a", "b"] {
                try await trial.put(queue: queue)
                try await trial.finish(trial.claimOne(by: worker), .completed(result: nil))
            }
            try await trial.store.set(.paused, of: "b")
            trial.clock.advance(by: .seconds(60))
            trial.expect("removed", try await trial.store.prune(JobRetention(completed: .seconds(1)), limit: 10), is: 2)
            trial.expect("queues", try await trial.store.queues(), is: [QueueRecord(name: "b", isPaused: true)])
        },
    ]
}
