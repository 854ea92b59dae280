import Afterwork
import GRDB
import TestSupport
import Testing

@testable import AfterworkSQLite

/// The same random steps on this store and on the one in memory, which is simple enough to be right: they must answer the same.
@Suite struct AgainstMemoryTests {
    @Test(arguments: 0..<20) func `both stores answer the same, whatever is done`(seed: UInt64) async throws {
        var walk = try RandomWalk(seed: seed)
        for step in 0..<400 {
            let (name, answers) = try await walk.step()
            #expect(answers.memory == answers.sqlite, "step \(step) of seed \(seed): \(name)")
            if answers.memory != answers.sqlite { return }
        }
    }
}

private struct RandomWalk {
    typealias Answers = (memory: String, sqlite: String)

    private var generator: SplitMix64
    private let clock = StoreClock()
    private let maker = JobMaker()
    private let memory: InMemoryJobStore
    private let sqlite: SQLiteJobStore
    /// The workers, as each store calls them.
    private var workers: [(memory: Incarnation, sqlite: Incarnation)] = []
    private var ids: [JobID] = []
    private var attempts: [JobAttempt] = []

    init(seed: UInt64) throws {
        generator = SplitMix64(seed: seed)
        memory = InMemoryJobStore { [clock] in clock.now }
        sqlite = try SQLiteJobStore(StoreDatabase(application: DatabaseQueue()), mode: .inline) { [clock] in clock.now }
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    private mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

    private mutating func pick<Value>(_ values: [Value]) -> Value? { values.randomElement(using: &generator) }

    private func both(_ body: (any JobStore) async throws -> String) async throws -> Answers {
        (try await body(memory), try await body(sqlite))
    }

    mutating func step() async throws -> (String, Answers) {
        switch number(0...99) {
        case 0..<20: return ("enqueue", try await enqueue())
        case 20..<25: return ("join", try await join())
        case 25..<45: return ("claim", try await claim())
        case 45..<60: return ("finish", try await finish())
        case 60..<65: return ("start", try await start())
        case 65..<70: return ("rescue or leave", try await rescue())
        case 70..<76: return ("stage", try await stage())
        case 76..<78: return ("prune", try await prune())
        case 78..<84: return ("cancel or retry", try await changeByHand())
        case 84..<86: return ("set", try await set())
        case 88..<90: return ("reconcile", try await reconcile())
        case 86..<88: return ("report", try await report())
        default: return ("look", try await look())
        }
    }

    private mutating func enqueue() async throws -> Answers {
        var jobs: [PreparedJob] = []
        for _ in 0..<number(1...4) {
            var job = maker.job(
                pick(["a", "b", "c"]) ?? "a",
                queue: pick(["x", "y"]) ?? "x",
                priority: number(-1...1),
                payload: "[\(ids.count)]"
            )
            if chance(30) { job.schedule = .after(.seconds(number(0...20))) }
            if chance(20) { job.expiry = .seconds(number(0...10)) }
            if chance(10) { job.timeout = .seconds(5) }
            if chance(10) { job.retry = .fixed(.seconds(1), maximumAttempts: 2) }
            if chance(10) { job.trace = ["traceparent": "00-\"é\"", "b": ""] }
            if chance(30) {
                job.uniqueness = .init(
                    key: [UInt8(number(0...2))],
                    period: chance(30) ? .seconds(number(1...20)) : nil,
                    states: chance(50) ? JobUniqueness.unfinished : [.available, .completed, .discarded],
                    conflict: chance(50) ? .keep : .replace
                )
            }
            jobs.append(job)
            ids.append(job.id)
        }
        if chance(10), let again = jobs.first { jobs.append(again) }
        return try await both { "\(try await $0.enqueue(jobs))" }
    }

    private mutating func join() async throws -> Answers {
        workers.append((try await memory.join(), try await sqlite.join()))
        return ("", "")
    }

    private mutating func claim() async throws -> Answers {
        guard let worker = pick(workers) else { return try await join() }
        var shares: [ClaimRequest.Share] = []
        if chance(60) { shares.append(.init(queue: "x", fair: number(0...2), most: number(0...4))) }
        if chance(60) { shares.append(.init(queue: nil, fair: number(0...2), most: number(0...4))) }
        let names = Set(["a", "b", "c"].filter { _ in chance(70) })
        let (limit, wantsSuspect) = (number(1...5), chance(30))
        func request(_ incarnation: Incarnation) -> ClaimRequest {
            ClaimRequest(incarnation: incarnation, names: names, shares: shares, limit: limit, wantsSuspect: wantsSuspect)
        }
        let claims = (try await memory.claim(request(worker.memory)), try await sqlite.claim(request(worker.sqlite)))
        attempts += claims.0.jobs.map(\.attempt)
        return ("\(describe(claims.0))", "\(describe(claims.1))")
    }

    /// A dictionary prints its members in any order.
    private func describe(_ claim: Claim) -> String {
        let jobs = claim.jobs.map { job in
            "\(job.attempt) \(job.name) \(job.queue) \(job.payload) \(job.failures) \(job.crashes) \(job.waited) "
                + "\(job.timeout.map(\.description) ?? "-") \(job.retry.map(\.description) ?? "-") \(job.trace.sorted { $0.key < $1.key })"
        }
        return "\(claim.hasSuspects) \(jobs)"
    }

    private mutating func finish() async throws -> Answers {
        var finished: [FinishedAttempt] = []
        for _ in 0..<number(1...4) {
            guard let attempt = pick(attempts) else { break }
            let outcomes: [JobOutcome] = [
                .completed(result: nil), .completed(result: [49]), .failed(error: "e", retryAfter: .seconds(number(0...9))),
                .failed(error: "f", retryAfter: nil), .discarded(reason: "r"), .snoozed(.seconds(number(0...9))), .released, .stopped,
                .undecodable(error: "u"),
            ]
            finished += pick(outcomes).map { [FinishedAttempt(attempt, $0)] } ?? []
        }
        return try await both { "\(try await $0.finish(finished))" }
    }

    private mutating func start() async throws -> Answers {
        guard let worker = pick(workers) else { return try await join() }
        let started = attempts.suffix(4).filter { _ in chance(50) }
        try await memory.start(started, by: worker.memory)
        try await sqlite.start(started, by: worker.sqlite)
        let ended = started.filter { _ in chance(30) }
        try await memory.end(ended, by: worker.memory)
        try await sqlite.end(ended, by: worker.sqlite)
        return ("", "")
    }

    private mutating func rescue() async throws -> Answers {
        guard let worker = pick(workers) else { return try await join() }
        if chance(20) {
            try await memory.leave(worker.memory)
            try await sqlite.leave(worker.sqlite)
            return ("", "")
        }
        let rescued = try await memory.rescue([Presence(worker.memory, .dead)])
        return ("\(rescued)", "\(try await sqlite.rescue([Presence(worker.sqlite, .dead)]))")
    }

    private mutating func stage() async throws -> Answers {
        clock.advance(by: .milliseconds(number(0...4000)))
        // Within a limit, which jobs come first is each store's own affair.
        return try await both { "\(try await $0.stage(limit: 1000))" }
    }

    private mutating func prune() async throws -> Answers {
        let retention = JobRetention(completed: .seconds(number(0...60)), givenUp: .seconds(number(0...60)), quarantined: .seconds(90))
        return try await both { "\(try await $0.prune(retention, limit: 1000))" }
    }

    private mutating func changeByHand() async throws -> Answers {
        let some = (0..<3).compactMap { _ in pick(ids) }
        let cancels = chance(60)
        return try await both { store in
            let states = try await cancels ? store.cancel(some) : store.retry(some)
            return "\(states.sorted { $0.key < $1.key })"
        }
    }

    private mutating func set() async throws -> Answers {
        let change = pick([QueueChange.paused, .resumed, .resumed, .limit(number(0...3)), .limit(nil)]) ?? .resumed
        let queue = pick(["x", "y", "z"]) ?? "x"
        return try await both { store in
            try await store.set(change, of: queue)
            return ""
        }
    }

    private mutating func reconcile() async throws -> Answers {
        guard let worker = pick(workers) else { return try await join() }
        let held = attempts.filter { _ in chance(80) }
        try await memory.reconcile(worker.memory, holding: held)
        try await sqlite.reconcile(worker.sqlite, holding: held)
        return ("", "")
    }

    private mutating func report() async throws -> Answers {
        guard let attempt = pick(attempts) else { return ("", "") }
        let report = JobProgress(attempt, fraction: Double(number(0...10)) / 10, message: chance(50) ? "m" : nil)
        return try await both { store in
            try await store.report([report])
            return ""
        }
    }

    private mutating func look() async throws -> Answers {
        let filter = JobFilter(
            states: chance(50) ? Set(JobState.allCases.filter { _ in chance(40) }) : nil,
            queues: chance(20) ? ["x"] : nil,
            names: chance(20) ? ["a", "b"] : nil
        )
        let (before, limit) = (chance(50) ? pick(ids) : nil, number(1...20))
        let asked = pick(ids)
        let worker = pick(workers)
        var answers = try await both { store in
            let record = if let asked { try await store.job(asked) } else { JobRecord?.none }
            let page = try await store.jobs(filter, before: before, limit: limit)
            return "\(String(describing: record)) \(page) \(try await store.counts()) \(try await store.queues())"
        }
        if let worker {
            answers.memory += "\(try await memory.beat(worker.memory))"
            answers.sqlite += "\(try await sqlite.beat(worker.sqlite))"
        }
        return answers
    }
}
