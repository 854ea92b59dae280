import Testing

@testable import Afterwork

@Suite struct QueueTurnsTests {
    /// Claims so many at a time of queues that always have more, and counts what came of each.
    private func serve(_ turns: inout QueueTurns, queues: [String], claims: Int, limit: Int) -> [String: Int] {
        var counts: [String: Int] = [:]
        for _ in 0..<claims {
            let request = ClaimRequest(
                incarnation: Incarnation(JobID(high: 1, low: 1)),
                names: [],
                shares: turns.shares(limit: limit),
                limit: limit
            )
            var taken: [String] = []
            request.fill(from: queues) { _ in
                .max
            } take: { queue, count in
                guard queues.contains(queue) else { return 0 }
                taken += Array(repeating: queue, count: count)
                return count
            }
            for queue in taken {
                turns.take(queue)
                turns.release(queue)
                counts[queue, default: 0] += 1
            }
        }
        #expect(counts.values.reduce(0, +) == claims * limit)
        return counts
    }

    @Test(arguments: [1, 2, 5, 8, 40])
    func `over ten thousand turns each queue gets what its weight says`(limit: Int) {
        let weights = ["a": 1, "b": 2, "c": 5, "d": 12]
        var turns = QueueTurns(weights.map { Worker.ServedQueue($0.key, weight: $0.value) })
        let counts = serve(&turns, queues: weights.keys.sorted(), claims: 10_000 / limit, limit: limit)
        for (queue, weight) in weights {
            let share = Double(counts[queue, default: 0]) / 10_000
            let expected = Double(weight) / 20
            #expect(abs(share - expected) < 0.01, "\(queue) got \(share) of all instead of \(expected)")
        }
    }

    @Test func `one job at a time, each queue gets its weight to the job`() {
        var turns = QueueTurns([.init("a", weight: 1), .init("b", weight: 4)])
        #expect(serve(&turns, queues: ["a", "b"], claims: 10_000, limit: 1) == ["a": 2000, "b": 8000])
    }

    @Test func `a queue of the smallest weight does not starve beside many of great ones`() {
        var turns = QueueTurns([.init("small", weight: 1)] + (0..<10).map { .init("great-\($0)", weight: 100) })
        let counts = serve(&turns, queues: ["small"] + (0..<10).map { "great-\($0)" }, claims: 10_010, limit: 1)
        #expect((9...11).contains(counts["small", default: 0]))
    }

    @Test func `queues that nobody named share alike`() {
        var turns = QueueTurns([])
        let counts = serve(&turns, queues: ["a", "b", "c"], claims: 9000, limit: 1)
        for queue in ["a", "b", "c"] { #expect((2700...3300).contains(counts[queue, default: 0]), "\(counts)") }
    }

    @Test func `a queue with nothing to offer leaves its turns to the others, and does not save them up`() {
        var turns = QueueTurns(["a", "b"])
        #expect(serve(&turns, queues: ["a"], claims: 1000, limit: 1) == ["a": 1000])
        let counts = serve(&turns, queues: ["a", "b"], claims: 100, limit: 1)
        #expect((49...51).contains(counts["b", default: 0]), "\(counts)")
    }

    @Test func `what an idle queue leaves is shared by the others alike`() {
        var turns = QueueTurns(["idle", "b", "c"])
        let counts = serve(&turns, queues: ["b", "c"], claims: 500, limit: 20)
        #expect(abs(counts["b", default: 0] - counts["c", default: 0]) <= 20, "\(counts)")
    }

    @Test func `a queue gets no more places than its own limit`() {
        var turns = QueueTurns([.init("narrow", concurrency: 2), "wide"])
        func most() -> [String?: Int] { Dictionary(uniqueKeysWithValues: turns.shares(limit: 10).map { ($0.queue, $0.most) }) }
        #expect(most() == ["narrow": 2, "wide": 10])
        turns.take("narrow")
        #expect(most() == ["narrow": 1, "wide": 10])
        turns.take("narrow")
        #expect(most() == ["narrow": 0, "wide": 10])
        turns.release("narrow")
        #expect(most() == ["narrow": 1, "wide": 10])
    }

    @Test func `only queues that were named are served, if any were`() {
        var named = QueueTurns(["a"])
        #expect(named.shares(limit: 4).map(\.queue) == ["a"])
        var all = QueueTurns([])
        #expect(all.shares(limit: 4).map(\.queue) == [nil])
        all.take("a")
        #expect(Set(all.shares(limit: 4).map(\.queue)) == ["a", nil])
    }

    @Test func `a queue that is new is not made to wait for all the time in which there was nothing to do`() {
        var turns = QueueTurns([])
        turns.take("known")
        turns.release("known")
        for _ in 0..<10_000 { _ = turns.shares(limit: 1) }
        let counts = serve(&turns, queues: ["known", "new"], claims: 100, limit: 1)
        #expect((49...51).contains(counts["new", default: 0]), "\(counts)")
    }

    @Test func `queues that nobody named are forgotten when they have nothing to give while others have`() {
        var turns = QueueTurns([])
        for number in 0..<1000 { _ = serve(&turns, queues: ["queue-\(number)"], claims: 3, limit: 1) }
        #expect(turns.shares(limit: 1).count < 5)
    }

    @Test func `the fair shares are all of a claim, and none is more than asked for`() {
        var turns = QueueTurns((0..<20).map { .init("\($0)", weight: $0 + 1) })
        for limit in [1, 5, 100] {
            let shares = turns.shares(limit: limit)
            #expect(shares.count == 20)
            #expect(shares.reduce(0) { $0 + $1.fair } == limit)
            #expect(shares.allSatisfy { $0.most == limit })
        }
    }
}
