public import Logging
import Synchronization

/// Where jobs are put, and what is done with them: a store with handlers.
///
/// ```swift
/// let queue = JobQueue(store: try SQLiteJobStore(path: "jobs.sqlite"))
/// queue.handle(AnalyzeReview.self) { review, context in
///     try await context.report(progress: 0.5, "scored")
/// }
///
/// let id = try await queue.enqueue(AnalyzeReview(…)).id
/// let result = try await queue.result(of: id)
/// ```
///
/// A queue by itself runs nothing: a ``Worker`` does, in this process or another.
public final class JobQueue: Sendable {
    /// Where the jobs are kept.
    public let store: any JobStore
    /// How many bytes a payload may have. A job that holds more is refused where it is enqueued.
    public let payloadLimit: Int

    let registry = Mutex(JobRegistry())
    let logger: Logger
    private let now: @Sendable () -> UnixTime
    private let ids = Mutex((sequence: JobIDSequence(), random: RandomSupply()))

    /// Makes a queue.
    ///
    /// - Parameters:
    ///   - store: Where the jobs are kept.
    ///   - payloadLimit: How many bytes a payload may have, 1 or more.
    ///   - logger: Where it logs what belongs to no request and no job.
    ///   - now: What ids are made from; the system's clock unless given.
    public init(
        store: any JobStore,
        payloadLimit: Int = 1 << 20,
        logger: Logger = Logger(label: "afterwork.jobs"),
        now: @escaping @Sendable () -> UnixTime = { .now }
    ) {
        self.store = store
        self.payloadLimit = max(1, payloadLimit)
        self.logger = logger
        self.now = now
    }

    /// Says what is done with jobs of a type, and what it results in.
    ///
    /// Say it before a worker starts. What the handler throws makes the attempt fail, and the job's retry policy decides what follows;
    /// ``SnoozeJob`` and ``DiscardJob`` say something else. It runs on threads of its own, so it may block or compute. When the job is
    /// cancelled or takes too long, the handler's task is cancelled.
    ///
    /// - Parameters:
    ///   - type: The type.
    ///   - handler: What is done. What it returns is kept as the job's result.
    public func handle<J: Job, Result: Encodable & Sendable>(
        _ type: J.Type,
        _ handler: @escaping @Sendable (J, JobContext) async throws -> Result
    ) {
        registry.withLock { $0.add(JobHandler(type, handler)) }
    }

    /// Says what is done with jobs of a type.
    ///
    /// - Parameters:
    ///   - type: The type.
    ///   - handler: What is done; see ``handle(_:_:)``.
    public func handle<J: Job>(_ type: J.Type, _ handler: @escaping @Sendable (J, JobContext) async throws -> Void) {
        registry.withLock { $0.add(JobHandler(type, handler)) }
    }

    /// Makes a job ready to be stored.
    ///
    /// - Parameters:
    ///   - job: The job.
    ///   - configure: Changes the options of its type for this one.
    /// - Returns: What a store takes.
    /// - Throws: ``JobRefusal`` if it cannot be stored, whatever the store.
    public func prepare<J: Job>(_ job: J, configure: (inout JobOptions) -> Void = { _ in }) throws -> PreparedJob {
        let time = now()
        let id = ids.withLock { $0.sequence.next(at: time, random: $0.random.next()) }
        return try PreparedJob(job, id: id, payloadLimit: payloadLimit, configure: configure)
    }

    /// Stores a job. When this returns, it is kept.
    ///
    /// - Parameters:
    ///   - job: The job.
    ///   - configure: Changes the options of its type for this one.
    /// - Returns: Whether it was stored, or the same job was there.
    /// - Throws: ``JobRefusal`` or ``JobStoreUnavailable``; then it is not stored.
    @discardableResult
    public func enqueue<J: Job>(_ job: J, configure: (inout JobOptions) -> Void = { _ in }) async throws -> Enqueued {
        let enqueued = try await store.enqueue([prepare(job, configure: configure)])
        guard let first = enqueued.first else { throw JobStoreUnavailable(.lost, "The store did not say what became of the job.") }
        return first
    }

    /// Stores many jobs at once, all or none.
    ///
    /// - Parameters:
    ///   - jobs: The jobs, in the order in which they are to run where nothing else decides.
    ///   - configure: Changes the options of their type for these.
    /// - Returns: What became of each, in the same order.
    /// - Throws: ``JobRefusal`` or ``JobStoreUnavailable``; then none is stored.
    @discardableResult
    public func enqueue<J: Job>(all jobs: [J], configure: (inout JobOptions) -> Void = { _ in }) async throws -> [Enqueued] {
        try await store.enqueue(jobs.map { try prepare($0, configure: configure) })
    }
}
