/// Where jobs are kept: the one seam between the engine and a storage.
///
/// Its verbs are the domain's and take batches. Each is one step that either happens as a whole or not at all, whoever else does
/// something at the same moment; when it returns, it is kept as safely as the store keeps anything. What becomes of a job follows
/// ``JobTransition`` everywhere. All times are those of the store's own clock.
///
/// Every conformer passes the `JobStoreConformance` of AfterworkTesting.
public protocol JobStore: Sendable {
    /// Stores jobs, all of them or none.
    ///
    /// A job whose id is there already is not stored again, so that an enqueue whose answer was lost can be repeated.
    ///
    /// - Parameter jobs: The jobs, in the order in which they are to run where nothing else decides.
    /// - Returns: What became of each, in the same order.
    /// - Throws: ``JobStoreUnavailable``; then none is stored.
    func enqueue(_ jobs: [PreparedJob]) async throws -> [Enqueued]

    // What a worker says.

    /// Enters a worker, which from now on shows that it lives until it leaves.
    ///
    /// - Returns: The name under which it claims.
    /// - Throws: ``JobStoreUnavailable``.
    func join() async throws -> Incarnation

    /// Takes jobs that are available: of each queue those of the greatest priority first, then those that have been due longest. A store may
    /// end a claim at ``ClaimRequest/byteLimit``, and says so.
    ///
    /// - Parameter request: Which jobs, how many, and for whom.
    /// - Returns: The jobs, which no other worker gets until they end or this one dies.
    /// - Throws: ``JobStoreUnavailable``.
    func claim(_ request: ClaimRequest) async throws -> Claim

    /// Takes note that attempts are about to begin, so that a crash from here on counts against their jobs.
    ///
    /// - Parameters:
    ///   - attempts: The attempts.
    ///   - incarnation: Whose they are.
    /// - Throws: ``JobStoreUnavailable``.
    func start(_ attempts: [JobAttempt], by incarnation: Incarnation) async throws

    /// Takes note that the handlers of attempts have returned, so that a crash from here on does not count against their jobs although
    /// how they ended is not written down yet. What is stale or has not started is passed over.
    ///
    /// - Parameters:
    ///   - attempts: The attempts.
    ///   - incarnation: Whose they are.
    /// - Throws: ``JobStoreUnavailable``.
    func end(_ attempts: [JobAttempt], by incarnation: Incarnation) async throws

    /// Writes down how attempts ended.
    ///
    /// - Parameter attempts: The attempts.
    /// - Returns: For each whether it was written; `false` for one that is stale, because its job was taken from its worker.
    /// - Throws: ``JobStoreUnavailable``; then none is written.
    func finish(_ attempts: [FinishedAttempt]) async throws -> [Bool]

    /// Writes down how far running attempts are. What is stale is passed over.
    ///
    /// - Parameter reports: The latest word of each attempt.
    /// - Throws: ``JobStoreUnavailable``.
    func report(_ reports: [JobProgress]) async throws

    /// Shows that a worker lives, and asks what it is to stop.
    ///
    /// - Parameter incarnation: The worker.
    /// - Returns: What it is to stop.
    /// - Throws: ``JobStoreUnavailable``.
    func beat(_ incarnation: Incarnation) async throws -> WorkerOrders

    /// Hands back what a worker holds by the store's account and not by its own: a claim of which the answer was lost.
    ///
    /// - Parameters:
    ///   - incarnation: The worker, which has no claim under way.
    ///   - held: All attempts that it knows of and whose end was not written down.
    /// - Throws: ``JobStoreUnavailable``.
    func reconcile(_ incarnation: Incarnation, holding held: [JobAttempt]) async throws

    /// Takes a worker out, which holds no job any more. What it holds all the same, because it could not write its end down, others take
    /// from it, and it counts as no crash.
    ///
    /// - Parameter incarnation: The worker.
    /// - Throws: ``JobStoreUnavailable``.
    func leave(_ incarnation: Incarnation) async throws

    // Upkeep, which any worker does for all.

    /// What there is to see of the workers that hold jobs or may hold some.
    ///
    /// - Throws: ``JobStoreUnavailable``.
    func presences() async throws -> [Presence]

    /// Takes their jobs from workers that are dead.
    ///
    /// - Parameter dead: The workers, and what they were taken for dead by. One of which that is not true any more, because it has shown
    ///   itself since, keeps its jobs. Any other that is alive all the same can change nothing any more.
    /// - Returns: The jobs that were taken, and their new states.
    /// - Throws: ``JobStoreUnavailable``.
    func rescue(_ dead: [Presence]) async throws -> [RescuedJob]

    /// Makes available what is due, and discards what is too late.
    ///
    /// - Parameter limit: How many jobs to change at most, 1 or more.
    /// - Returns: How many were changed, and when there is more to do.
    /// - Throws: ``JobStoreUnavailable``.
    func stage(limit: Int) async throws -> Staging

    /// Removes jobs that were done with long ago.
    ///
    /// - Parameters:
    ///   - retention: What is kept.
    ///   - limit: How many to remove at most, 1 or more.
    /// - Returns: How many were removed.
    /// - Throws: ``JobStoreUnavailable``.
    func prune(_ retention: JobRetention, limit: Int) async throws -> Int

    // What people say.

    /// Cancels jobs. Those that run are told, and go on until their attempt has ended.
    ///
    /// - Parameter ids: The jobs, or aliases of them.
    /// - Returns: Those that the store knows, each by the id that was given, as they are now.
    /// - Throws: ``JobStoreUnavailable``.
    func cancel(_ ids: [JobID]) async throws -> [JobID: JobState]

    /// Makes jobs available whatever became of them, their failures and crashes forgotten. Those that are completed, running or
    /// available stay as they are.
    ///
    /// - Parameter ids: The jobs, or aliases of them.
    /// - Returns: Those that the store knows, each by the id that was given, as they are now.
    /// - Throws: ``JobStoreUnavailable``.
    func retry(_ ids: [JobID]) async throws -> [JobID: JobState]

    /// Says how a queue is served, by all workers.
    ///
    /// - Parameters:
    ///   - change: What to change.
    ///   - queue: The queue; it need not hold a job yet.
    /// - Throws: ``JobStoreUnavailable``.
    func set(_ change: QueueChange, of queue: String) async throws

    // What people ask.

    /// Looks a job up.
    ///
    /// - Parameter id: The job, or an alias of it.
    /// - Returns: What is known of it; `nil` if there is none.
    /// - Throws: ``JobStoreUnavailable``.
    func job(_ id: JobID) async throws -> JobRecord?

    /// Lists jobs, the newest first.
    ///
    /// - Parameters:
    ///   - filter: Which ones.
    ///   - before: Where to go on: the last id of the page before; `nil` for the first page.
    ///   - limit: How many at most, 1 or more.
    /// - Returns: A page.
    /// - Throws: ``JobStoreUnavailable``.
    func jobs(_ filter: JobFilter, before: JobID?, limit: Int) async throws -> [JobRecord]

    /// Counts jobs by queue, name and state.
    ///
    /// - Returns: A count for each combination of which there is a job.
    /// - Throws: ``JobStoreUnavailable``.
    func counts() async throws -> [JobCount]

    /// The queues that hold jobs or for which something was set, by name.
    ///
    /// - Throws: ``JobStoreUnavailable``.
    func queues() async throws -> [QueueRecord]

    /// What happens in the store from now on, as far as it concerns workers: here, and in other processes as soon as it is known.
    ///
    /// A notice may be lost; who waits for one looks for himself every now and then. Of work only those need to be told whose last claim
    /// brought less than was asked for, and of a time only if it is before all others.
    func notices() -> AsyncStream<JobNotice>

    /// Tells each time that a job has changed, from now on, if it changes in this process. Who also wants to know what happens in others
    /// looks for himself every now and then.
    ///
    /// - Parameter id: The job; not an alias of it.
    /// - Returns: An element after each change; one that is not taken yet stands for all further ones.
    func changes(of id: JobID) -> AsyncStream<Void>
}
