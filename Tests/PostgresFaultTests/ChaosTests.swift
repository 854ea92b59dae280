import Afterwork
import TestSupport
import Testing

/// Real workers and a real server, killed again and again at random instants while jobs are stored. `scripts/chaos` runs this suite alone,
/// with a thousand kills of workers and twenty of the server.
@Suite(.timeLimit(.minutes(KillPlan.current.minutes))) struct ChaosTests {
    private let plan = KillPlan.current

    @Test func `kills of workers and of the server lose no acknowledged job, and none is done twice`() async throws {
        print("Chaos: seed \(plan.seed), \(plan.workers) kills of workers and \(plan.servers) of the server.")
        let begun = ContinuousClock.now
        try await PostgresCluster.use { cluster in
            try await Office.use(on: cluster.connectionString) { office in
                try await EntryProcess.enqueue(in: office, callers: 3, pause: 2, rest: 15) { clients in
                    let tally = try await killAgainAndAgain(office, cluster)
                    try clients.kill()
                    let (acknowledged, refused) = (clients.all("stored"), clients.all("refused").count)
                    let quarantined = try await end(office)
                    try await office.expectDone(acknowledged)
                    print(
                        """
                        Killed: workers \(tally.kills) times, the server \(plan.servers) times; in \(begun.duration(to: .now).components.seconds) s.
                        Jobs: \(acknowledged.count) acknowledged, \(refused) refused; none lost, none done twice.
                        Attempts: \(tally.begun) begun in lives that were ended, \(tally.done) of them done. Quarantined, because three kills in a \
                        row hit them, and retried: \(quarantined).
                        """
                    )
                    #expect(tally.kills == plan.workers, "seed \(plan.seed)")
                    #expect(acknowledged.count > plan.workers)
                }
            }
        }
    }

    /// Has two workers live one life after the other, and the server end now and then.
    private func killAgainAndAgain(_ office: Office, _ cluster: PostgresCluster) async throws -> Tally.Counts {
        let tally = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<2 {
                group.addTask { [plan] in
                    var generator = SplitMix64(seed: plan.seed &+ UInt64(worker))
                    while tally.counts.kills < plan.workers {
                        let life = Duration.microseconds(Int.random(in: 50_000...2_000_000, using: &generator))
                        let lines = try await EntryProcess.run(["work", "4", "2000"], in: office) { process in
                            try await Task.sleep(for: life)
                            try process.kill()
                            return (process.all("begins").count, process.all("has done").count)
                        }
                        tally.note(begun: lines.0, done: lines.1, of: plan.workers)
                    }
                }
            }
            group.addTask { [plan] in
                for number in 0..<plan.servers {
                    let kills = (2 * number + 1) * plan.workers / (2 * plan.servers)
                    while tally.counts.kills < kills { try await Task.sleep(for: .milliseconds(20)) }
                    try await cluster.kill()
                    try await cluster.start()
                }
            }
            try await group.waitForAll()
        }
        return tally.counts
    }

    /// Has a worker that nobody kills do the rest.
    ///
    /// - Returns: How many jobs were in quarantine.
    private func end(_ office: Office) async throws -> Int {
        try await EntryProcess.work(in: office) { _ in
            try await eventually { try await office.store.counts().allSatisfy { $0.state.isFinal } }
            let quarantined = try await office.store.jobs(JobFilter(states: [.quarantined]), before: nil, limit: 1000).map(\.id)
            _ = try await office.store.retry(quarantined)
            try await eventually { try await office.store.counts().allSatisfy { $0.state == .completed } }
            return quarantined.count
        }
    }
}
