import Foundation
import TestSupport
import Testing

/// A real server and a real worker beside it, under real requests, killed again and again at random instants. `scripts/chaos` runs this
/// suite alone, with a thousand kills of the server.
@Suite(.timeLimit(.minutes(ChaosPlan.current.minutes))) struct ChaosTests {
    private let plan = ChaosPlan.current

    @Test func `kill -9 at any instant loses no acknowledged review, and none is analysed twice`() async throws {
        print("Chaos: seed \(plan.seed), \(plan.kills) kills of the server.")
        let begun = ContinuousClock.now
        try await TemporaryFolder.use { folder in
            let options = ["--pace", "0.001", "--max-running-jobs", "8", "--data-dir", "\(folder.path)/data"]
            let server = Victim(["serve", "--port", "0", "--no-access-log"] + options, sign: " running on http://127.0.0.1:", in: folder)
            let worker = Victim(["worker"] + options, sign: "runs the jobs in", in: folder)
            let reviews = SentReviews()
            try await killAgainAndAgain(server, worker, reviews)
            try await server.live { process in
                let port = Self.port(in: await process.log.first(containing: " running on ") ?? "")
                try await JobStates(port: port).waitUntilCompleted(reviews.acknowledged.values.sorted())
            }
            let outcome = try Outcome(reviews, lines: folder.lines(of: "data/review_analysis.json"))
            outcome.report(server.tally, worker.tally, took: begun.duration(to: .now))
            #expect(outcome.lost == [] && outcome.repeated == [] && outcome.strange == [], "seed \(plan.seed)")
            #expect(server.tally.quarantined + worker.tally.quarantined == 0, "seed \(plan.seed)")
            #expect(server.tally.kills == plan.kills)
            for tally in [server.tally, worker.tally] { #expect(tally.ends == [] && tally.errors == [], "seed \(plan.seed)") }
            #expect(outcome.acknowledged > plan.kills)
        }
    }

    private func killAgainAndAgain(_ server: Victim, _ worker: Victim, _ reviews: SentReviews) async throws {
        let address = ServerAddress()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<6 {
                let client = ReviewClient(reviews: reviews, address: address, seed: plan.seed &+ UInt64(2 + number))
                group.addTask { try await client.run() }
            }
            try await withThrowingTaskGroup(of: Void.self) { others in
                others.addTask { [plan] in
                    for life in plan.workerLives { try await worker.live(for: life) }
                }
                for life in plan.serverLives {
                    try await server.live(for: life) { line in address.open(port: Self.port(in: line)) }
                }
                others.cancelAll()
                // The worker that was alive is killed as well, which it reports as a cancelled wait.
                _ = await others.nextResult()
            }
            address.close()
            try await group.waitForAll()
        }
    }

    private static func port(in line: String) -> Int {
        line.firstMatch(of: /127\.0\.0\.1:(\d+)/).flatMap { Int($0.1) } ?? 0
    }
}
