import Afterwork

extension JobStoreConformance.Check {
    /// Fills queues, claims once, and counts what came of each.
    private static func counts(
        _ trial: StoreTrial,
        filled: [String: Int],
        shares: [ClaimRequest.Share],
        limit: Int
    ) async throws -> [String: Int] {
        for (queue, count) in filled.sorted(by: { $0.key < $1.key }) {
            _ = try await trial.store.enqueue((0..<count).map { _ in trial.makeJob(queue: queue) })
        }
        let jobs = try await trial.claim(by: trial.store.join(), shares: shares, limit: limit).jobs
        return Dictionary(grouping: jobs, by: \.queue).mapValues(\.count)
    }

    private static func share(_ queue: String?, _ fair: Int, of most: Int) -> ClaimRequest.Share {
        ClaimRequest.Share(queue: queue, fair: fair, most: most)
    }

    /// How a claim is shared out among queues.
    static let ofShares = [
        Self("each queue gets its fair share while all have jobs") { trial in
            let shares = [share("a", 1, of: 100), share("b", 2, of: 100), share("c", 3, of: 100)]
            let counts = try await counts(trial, filled: ["a": 10, "b": 10, "c": 10], shares: shares, limit: 6)
            trial.expect("claims", counts, is: ["a": 1, "b": 2, "c": 3])
        },
        Self("what one queue leaves of its share, the others get, the first one first") { trial in
            let shares = [share("a", 2, of: 100), share("b", 2, of: 100), share("c", 2, of: 100)]
            let counts = try await counts(trial, filled: ["b": 1, "c": 10, "a": 10], shares: shares, limit: 6)
            trial.expect("claims", counts, is: ["a": 3, "b": 1, "c": 2])
        },
        Self("a queue gets no more than its most, even if nobody else wants anything") { trial in
            let shares = [share("a", 2, of: 3), share("b", 2, of: 0)]
            let counts = try await counts(trial, filled: ["a": 10, "b": 10], shares: shares, limit: 6)
            trial.expect("claims", counts, is: ["a": 3])
        },
        Self("the queue that is named first goes first where not all get something") { trial in
            let shares = [share("b", 2, of: 100), share("a", 2, of: 100)]
            let counts = try await counts(trial, filled: ["a": 10, "b": 10], shares: shares, limit: 3)
            trial.expect("claims", counts, is: ["a": 1, "b": 2])
        },
        Self("a queue that the claim does not name is left alone") { trial in
            let counts = try await counts(trial, filled: ["a": 3, "b": 3], shares: [share("a", 1, of: 100)], limit: 100)
            trial.expect("claims", counts, is: ["a": 3])
        },
        Self("the share of no queue stands for each one that is not named") { trial in
            let shares = [share("a", 1, of: 1), share(nil, 2, of: 3)]
            let counts = try await counts(trial, filled: ["a": 10, "b": 10, "c": 10], shares: shares, limit: 100)
            trial.expect("claims", counts, is: ["a": 1, "b": 3, "c": 3])
        },
        Self("a share of no queue finds queues as they come") { trial in
            let worker = try await trial.store.join()
            for queue in ["a", "b", "c"] {
                let id = try await trial.put(queue: queue)
                trial.expect("claims of \(queue)", try await trial.claimed(by: worker), is: [id])
            }
        },
        Self("within its queue a job keeps its place, whatever the shares") { trial in
            var ids: [String: [JobID]] = [:]
            for number in 0..<12 {
                let queue = ["a", "b", "c"][number % 3]
                ids[queue, default: []].append(try await trial.put(queue: queue))
            }
            let shares = [share("c", 1, of: 100), share("a", 2, of: 100), share("b", 1, of: 100)]
            let jobs = try await trial.claim(by: trial.store.join(), shares: shares, limit: 12).jobs
            trial.expect("claims", Dictionary(grouping: jobs, by: \.queue).mapValues { $0.map(\.attempt.id) }, is: ids)
        },
    ]
}
