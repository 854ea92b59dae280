import Afterwork

/// A made-up course of events that two stores live through at once: the one on trial, and the one in memory, whose answers it is to give.
///
/// It keeps to what is said somewhere: no two same unique jobs wait side by side, queues are named, limits of rounds suffice.
struct Story {
    /// One worker, and its names in the two stores.
    private struct Worker {
        let model: Incarnation
        let tried: Incarnation
    }

    private let trial: StoreTrial
    private let model: InMemoryJobStore
    private var random: SeededGenerator
    private var workers: [Worker] = []
    private var attempts: [(worker: Int, attempt: JobAttempt)] = []
    private var jobs: [PreparedJob] = []
    private var steps: [String] = []

    private static let names = ["a", "b", "c"]
    private static let queues = ["x", "y", "z"]

    init(_ trial: StoreTrial, seed: UInt64) {
        self.trial = trial
        model = InMemoryJobStore(now: trial.clock.time)
        random = SeededGenerator(seed: seed)
    }

    /// Takes the story a step further.
    ///
    /// - Returns: Whether the two still tell the same one.
    mutating func goesOn() async throws -> Bool {
        let isSame = try await step()
        let areSame = try await steps.count.isMultiple(of: 5) ? holdTheSame() : true
        if !isSame || !areSame {
            trial.note(
                "Step \(steps.count) went otherwise than in memory. The last steps:\n    \(steps.suffix(12).joined(separator: "\n    "))"
            )
        }
        return isSame && areSame && trial.faults.isEmpty
    }

    private mutating func step() async throws -> Bool {
        guard workers.count >= 2 else { return try await join() }
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<20: return try await enqueue()
        case 20..<40: return try await claim()
        case 40..<55: return try await finish()
        case 55..<59: return try await start()
        case 59: return try await end()
        case 60..<64: return try await report()
        case 64..<72: return try await advance()
        case 72..<78: return try await stage()
        case 78..<83: return try await cancel()
        case 83..<88: return try await retry()
        case 88..<92: return try await rescue()
        case 92..<95: return try await set()
        case 95..<97: return try await beat()
        case 97..<98: return try await prune()
        case 98: return try await reconcile()
        default: return workers.count < 5 ? try await join() : try await stage()
        }
    }

    /// Compares what the two stores answered.
    private mutating func compare<Answer: Equatable>(_ what: String, _ tried: Answer, _ model: Answer) -> Bool {
        steps.append("\(what) → \(model)")
        trial.expect("\(what), in step \(steps.count)", tried, is: model)
        return tried == model
    }

    private func holdTheSame() async throws -> Bool {
        let (tried, known) = (try await comparable(trial.store), try await comparable(model))
        for (first, second) in zip(tried.jobs, known.jobs) where first != second {
            trial.expect("job \(second.id) after step \(steps.count)", first, is: second)
            return false
        }
        trial.expect("how many jobs there are after step \(steps.count)", tried.jobs.count, is: known.jobs.count)
        trial.expect("counts after step \(steps.count)", tried.counts, is: known.counts)
        return tried.jobs == known.jobs && tried.counts == known.counts
    }

    private func comparable(_ store: any JobStore) async throws -> (jobs: [JobRecord], counts: Set<JobCount>) {
        let jobs = try await store.jobs(JobFilter(), before: nil, limit: 1000).map { job in
            var job = job
            // What a store says of a crash or of lateness is its own choice.
            if job.error != nil { job.error = "" }
            return job
        }
        return (jobs, Set(try await store.counts()))
    }
}

// What happens in it.
extension Story {
    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    private mutating func pick<Elements: Sequence>(_ elements: Elements, upTo count: Int) -> [Elements.Element] {
        Array(elements.shuffled(using: &random).prefix(Int.random(in: 1...count, using: &random)))
    }

    private mutating func duration(upTo seconds: Int64) -> Duration { .seconds(Int64.random(in: 0...seconds, using: &random)) }

    private mutating func join() async throws -> Bool {
        workers.append(Worker(model: try await model.join(), tried: try await trial.store.join()))
        steps.append("a worker joins")
        return true
    }

    private mutating func makeJob() -> PreparedJob {
        // Some are enqueued again.
        if chance(10), let job = jobs.randomElement(using: &random) { return job }
        let name = Self.names[Int.random(in: 0..<3, using: &random)]
        let queue = Self.queues[Int.random(in: 0..<3, using: &random)]
        var job = trial.makeJob(name, queue: queue, priority: Int.random(in: -1...1, using: &random), payload: "\(jobs.count)")
        if chance(30) { job.schedule = .after(duration(upTo: 50)) }
        if chance(20) { job.expiry = duration(upTo: 60) + .seconds(1) }
        if chance(25) {
            let key = UInt8.random(in: 0..<4, using: &random)
            job.uniqueness = PreparedJob.Uniqueness(
                key: [key],
                period: key == 0 ? .milliseconds(40_500) : nil,
                states: key == 1 ? JobUniqueness.unfinished.union([.completed]) : JobUniqueness.unfinished,
                conflict: chance(50) ? .keep : .replace
            )
        }
        jobs.append(job)
        return job
    }

    private mutating func enqueue() async throws -> Bool {
        var batch: [PreparedJob] = []
        for _ in 0..<Int.random(in: 1...3, using: &random) { batch.append(makeJob()) }
        let (tried, known) = (try await trial.store.enqueue(batch), try await model.enqueue(batch))
        return compare("enqueue \(batch.map { "\($0.id) \($0.name) in \($0.queue), \($0.schedule)" })", tried, known)
    }

    private mutating func claim() async throws -> Bool {
        let number = Int.random(in: 0..<workers.count, using: &random)
        let (names, queues) = (Set(pick(Self.names, upTo: 3)), pick(Self.queues, upTo: 3))
        let shares = queues.map { queue in
            let most = Int.random(in: 0...6, using: &random)
            return ClaimRequest.Share(queue: queue, fair: Int.random(in: 0...most, using: &random), most: most)
        }
        let (limit, wantsSuspect) = (Int.random(in: 1...8, using: &random), chance(25))
        func request(_ worker: Incarnation) -> ClaimRequest {
            ClaimRequest(incarnation: worker, names: names, shares: shares, limit: limit, wantsSuspect: wantsSuspect)
        }
        let tried = try await trial.store.claim(request(workers[number].tried))
        let known = try await model.claim(request(workers[number].model))
        attempts += known.jobs.map { (worker: number, attempt: $0.attempt) }
        let what = "worker \(number) claims \(limit)\(wantsSuspect ? " suspects" : "") of \(names.sorted()) in \(shares)"
        let areJobs = compare(what, Set(tried.jobs), Set(known.jobs))
        return compare("whether there are suspects", tried.hasSuspects, known.hasSuspects) && areJobs
    }

    private mutating func makeOutcome() -> JobOutcome {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: .failed(error: "broken", retryAfter: duration(upTo: 20))
        case 1: .failed(error: "broken", retryAfter: nil)
        case 2: .discarded(reason: "no use")
        case 3: .snoozed(duration(upTo: 20))
        case 4: .released
        case 5: chance(50) ? .stopped : .undecodable(error: "no such key")
        default: .completed(result: chance(50) ? [7] : nil)
        }
    }

    private mutating func finish() async throws -> Bool {
        // Of all attempts there ever were, so that some are stale; of the latest ones more often.
        var finished: [FinishedAttempt] = []
        let latest = chance(70) ? 6 : attempts.count
        for (_, attempt) in pick(attempts.suffix(latest), upTo: 4) {
            finished.append(FinishedAttempt(attempt, makeOutcome()))
        }
        let (tried, known) = (try await trial.store.finish(finished), try await model.finish(finished))
        return compare("finish \(finished.map { "\($0.attempt.id)/\($0.attempt.fence) \($0.outcome)" })", tried, known)
    }

    private mutating func start() async throws -> Bool {
        for (number, attempt) in pick(attempts.suffix(10), upTo: 5) {
            try await trial.store.start([attempt], by: workers[number].tried)
            try await model.start([attempt], by: workers[number].model)
            steps.append("start \(attempt.id)/\(attempt.fence)")
        }
        return true
    }

    private mutating func end() async throws -> Bool {
        for (number, attempt) in pick(attempts.suffix(10), upTo: 3) {
            try await trial.store.end([attempt], by: workers[number].tried)
            try await model.end([attempt], by: workers[number].model)
            steps.append("end \(attempt.id)/\(attempt.fence)")
        }
        return true
    }

    private mutating func report() async throws -> Bool {
        let reports = pick(attempts.suffix(10), upTo: 3).map { JobProgress($0.attempt, fraction: 0.5, message: "step \(steps.count)") }
        try await trial.store.report(reports)
        try await model.report(reports)
        steps.append("report \(reports.map { "\($0.attempt.id)/\($0.attempt.fence)" })")
        return true
    }

    private mutating func advance() async throws -> Bool {
        let duration = self.duration(upTo: 25)
        trial.clock.advance(by: duration)
        steps.append("\(duration) pass")
        return true
    }

    private mutating func stage() async throws -> Bool {
        compare("stage", try await trial.store.stage(limit: 10_000), try await model.stage(limit: 10_000))
    }

    private mutating func cancel() async throws -> Bool {
        let ids = pick(jobs, upTo: 3).map(\.id)
        return compare("cancel \(ids)", try await trial.store.cancel(ids), try await model.cancel(ids))
    }

    private mutating func retry() async throws -> Bool {
        let ids = pick(jobs.filter { $0.uniqueness == nil }, upTo: 4).map(\.id)
        return compare("retry \(ids)", try await trial.store.retry(ids), try await model.retry(ids))
    }

    private mutating func rescue() async throws -> Bool {
        let number = Int.random(in: 0..<workers.count, using: &random)
        let tried = try await trial.store.rescue([Presence(workers[number].tried, .dead)])
        let known = try await model.rescue([Presence(workers[number].model, .dead)])
        let isSame = compare("worker \(number) dies", Set(tried), Set(known))
        workers[number] = Worker(model: try await model.join(), tried: try await trial.store.join())
        return isSame
    }

    private mutating func set() async throws -> Bool {
        let queue = Self.queues[Int.random(in: 0..<3, using: &random)]
        let changes: [QueueChange] = [.paused, .resumed, .resumed, .limit(2), .limit(nil)]
        let change = changes[Int.random(in: 0..<5, using: &random)]
        try await trial.store.set(change, of: queue)
        try await model.set(change, of: queue)
        steps.append("\(queue) is \(change)")
        return true
    }

    private mutating func beat() async throws -> Bool {
        let worker = workers[Int.random(in: 0..<workers.count, using: &random)]
        let (tried, known) = (try await trial.store.beat(worker.tried), try await model.beat(worker.model))
        return compare("orders", Set(tried.cancelled), Set(known.cancelled)) && compare("is known", tried.isKnown, known.isKnown)
    }

    private mutating func reconcile() async throws -> Bool {
        let number = Int.random(in: 0..<workers.count, using: &random)
        let held = pick(attempts.filter { $0.worker == number }.suffix(8), upTo: 8).map(\.attempt)
        try await trial.store.reconcile(workers[number].tried, holding: held)
        try await model.reconcile(workers[number].model, holding: held)
        steps.append("worker \(number) holds \(held.map { "\($0.id)/\($0.fence)" })")
        return true
    }

    private mutating func prune() async throws -> Bool {
        // Between two ticks of the clock, so that nobody needs to say what happens right at the end of a period.
        let (completed, givenUp) = (duration(upTo: 200) + .milliseconds(500), duration(upTo: 200) + .milliseconds(500))
        let retention = JobRetention(completed: completed, givenUp: givenUp, quarantined: chance(50) ? .milliseconds(500) : nil)
        let (tried, known) = (try await trial.store.prune(retention, limit: 10_000), try await model.prune(retention, limit: 10_000))
        return compare("prune \(retention)", tried, known)
    }
}
