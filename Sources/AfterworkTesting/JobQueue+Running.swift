public import Afterwork
import Synchronization

// Running jobs in a test: no worker, no threads, no waiting.
extension JobQueue {
    /// Runs everything that is available, one job after another, on the task of the caller, and returns what ended how.
    ///
    /// ```swift
    /// @Test func `a receipt is sent again when the first try fails`() async throws {
    ///     let clock = ManualClock()
    ///     let queue = JobQueue(store: InMemoryJobStore(now: clock.time))
    ///     queue.handle(SendReceipt.self) { receipt, context in
    ///         if context.number == 1 { throw MailboxFull() }
    ///     }
    ///     try await queue.enqueue(SendReceipt(orderID: 7))
    ///
    ///     let first = try await queue.runUntilIdle()
    ///     #expect(first.map(\.isCompleted) == [false])
    ///     #expect(try await queue.runUntilIdle().isEmpty)      // it waits for its next attempt
    ///
    ///     clock.advance(by: .seconds(2))
    ///     let second = try await queue.runUntilIdle()
    ///     #expect(second.map(\.isCompleted) == [true])
    /// }
    /// ```
    ///
    /// The handlers are the real ones; what they enqueue is run too. Jobs run in the order of their queues' names, in a queue as a worker
    /// takes them; those whose workers have died come last, and those without a handler here are left. Where a policy shortens waits at
    /// random, they are the same in every run. Timeouts are not applied: a job takes as long as it takes.
    ///
    /// - Parameter attemptLimit: After how many attempts to give up, 1 or more.
    /// - Returns: The attempts, in the order in which they were run.
    /// - Throws: ``JobsNeverIdle``; ``/Afterwork/DuplicateJobHandlers``; ``/Afterwork/JobStoreUnavailable``; `CancellationError` when the
    ///   task is cancelled. What handlers throw is in the result.
    @discardableResult
    public func runUntilIdle(attemptLimit: Int = 10_000) async throws -> [JobRun] {
        try await attend(attemptLimit: attemptLimit) { attendant in
            while try await attendant.runNext() {}
        }
    }

    /// Runs everything that is available or will be, moving the clock to when the next job is due, until no job waits any more.
    ///
    /// ```swift
    /// let runs = try await queue.runUntilDone(advancing: clock)
    /// #expect(runs.map(\.number) == [1, 2, 3])                 // all the attempts that its policy gives it
    /// ```
    ///
    /// The clock is not moved for jobs that have no handler here, which are left, and for those of queues that are paused.
    ///
    /// - Parameters:
    ///   - clock: The clock of the store.
    ///   - attemptLimit: After how many attempts to give up, 1 or more.
    /// - Returns: The attempts, in the order in which they were run.
    /// - Throws: ``OtherClock``, and what ``runUntilIdle(attemptLimit:)`` throws.
    @discardableResult
    public func runUntilDone(advancing clock: ManualClock, attemptLimit: Int = 10_000) async throws -> [JobRun] {
        try await attend(attemptLimit: attemptLimit) { attendant in
            repeat {
                while try await attendant.runNext() {}
            } while try await attendant.advance(clock)
        }
    }

    private func attend(
        attemptLimit: Int,
        _ body: (inout JobAttendant) async throws -> Void
    ) async throws -> [JobRun] {
        var attendant = JobAttendant(self, names: try handledNames(), incarnation: try await store.join(), attemptLimit: attemptLimit)
        do {
            try await body(&attendant)
        } catch {
            try await store.leave(attendant.incarnation)
            throw error
        }
        try await store.leave(attendant.incarnation)
        return attendant.runs
    }
}

/// Runs jobs one after another where it is called, in the place of a worker.
private struct JobAttendant {
    let queue: JobQueue
    let names: Set<String>
    let incarnation: Incarnation
    let attemptLimit: Int
    private(set) var runs: [JobRun] = []
    private var generator = SeededGenerator(seed: 7)

    init(_ queue: JobQueue, names: Set<String>, incarnation: Incarnation, attemptLimit: Int) {
        self.queue = queue
        self.names = names
        self.incarnation = incarnation
        self.attemptLimit = attemptLimit
    }

    /// - Returns: Whether there was something to run.
    mutating func runNext() async throws -> Bool {
        try Task.checkCancellation()
        while try await queue.store.stage(limit: 1000).next == .zero {}
        guard let job = try await claim() else { return false }
        guard runs.count < attemptLimit else {
            _ = try await queue.store.finish([FinishedAttempt(job.attempt, .released)])
            throw JobsNeverIdle(attempts: runs.count, last: job.name)
        }
        try await run(job)
        return true
    }

    private func claim() async throws -> ClaimedJob? {
        let shares = try await queue.queues().map { ClaimRequest.Share(queue: $0.name, fair: 1, most: 1) }
        for wantsSuspect in [false, true] {
            let request = ClaimRequest(
                incarnation: incarnation,
                names: names,
                shares: shares,
                limit: 1,
                wantsSuspect: wantsSuspect
            )
            let claim = try await queue.store.claim(request)
            if let job = claim.jobs.first { return job }
            if !claim.hasSuspects { return nil }
        }
        return nil
    }

    private mutating func run(_ job: ClaimedJob) async throws {
        let store = queue.store
        try await store.start([job.attempt], by: incarnation)
        let progress = Mutex<JobProgress?>(nil)
        let random = generator.next()
        let (handled, error) = await queue.attempt(job) { policy, number in
            var generator = SeededGenerator(seed: random)
            return policy.delay(afterAttempt: number, using: &generator)
        } report: { report in
            progress.withLock { $0 = report }
        }
        if let last = progress.withLock(\.self) { try await store.report([last]) }
        let outcome = try await self.outcome(handled, hasFailed: error != nil, of: job)
        _ = try await store.finish([FinishedAttempt(job.attempt, outcome)])
        runs.append(JobRun(job: job, outcome: outcome, error: error))
    }

    /// What the end of a handler means to its job, given what others want of it.
    private func outcome(_ handled: JobOutcome, hasFailed: Bool, of job: ClaimedJob) async throws -> JobOutcome {
        guard hasFailed else { return handled }
        // The test is to end: that is no fault of the job's.
        if Task.isCancelled { return .released }
        return try await queue.store.beat(incarnation).cancelled.contains(job.attempt.id) ? .stopped : handled
    }

    /// Moves a clock to when the next job is due that could run here.
    ///
    /// - Returns: Whether there is one.
    func advance(_ clock: ManualClock) async throws -> Bool {
        let paused = Set(try await queue.queues().filter(\.isPaused).map(\.name))
        var next: UnixTime?
        var last: JobID?
        while true {
            let filter = JobFilter(states: [.scheduled, .retryable], names: names)
            let page = try await queue.store.jobs(filter, before: last, limit: 1000)
            for job in page where !paused.contains(job.queue) { next = min(next ?? job.runAt, job.runAt) }
            guard page.count == 1000, let oldest = page.last else { break }
            last = oldest.id
        }
        guard let next, next < .distantFuture else { return false }
        // What is due by the store's clock is not among those that wait.
        guard next > clock.time() else { throw OtherClock() }
        clock.advance(by: next - clock.time())
        return true
    }
}

/// A store does not tell the time by the clock that a test moves, so that nothing becomes due by moving it.
public struct OtherClock: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong and what to do.
    public var description: String {
        "The store does not tell the time by the clock that is moved. Make it with that one: InMemoryJobStore(now: clock.time)."
    }
}
