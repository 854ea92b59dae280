/// All that a store knows of a job.
public struct JobRecord: Sendable, Hashable, Identifiable {
    /// The job's id; not the alias by which it may have been asked for.
    public let id: JobID
    /// What jobs of its type are called.
    public let name: String
    /// The queue that it waits in.
    public let queue: String
    /// Which jobs of a queue run first: those of the greatest priority.
    public var priority: Int
    /// Its value in JSON.
    public var payload: [UInt8]
    /// Where it stands.
    public var state: JobState
    /// How many attempts have failed.
    public var failures = 0
    /// How many workers died of it, or near it, since an attempt of it last ended without that.
    public var crashes = 0
    /// When it was stored.
    public let createdAt: UnixTime
    /// When it may begin, or could have begun.
    public var runAt: UnixTime
    /// When it is discarded if it has not begun by then.
    public var expiresAt: UnixTime?
    /// When its latest attempt was claimed.
    public var claimedAt: UnixTime?
    /// When it came into its final state.
    public var finishedAt: UnixTime?
    /// Whether somebody has cancelled it while it runs.
    public var isCancelled = false
    /// How much of it is done, 0 to 1, as its handler says.
    public var progress: Double?
    /// What its handler says that it is doing.
    public var message: String?
    /// What its handler returned, in JSON.
    public var result: [UInt8]?
    /// What went wrong last.
    public var error: String?

    /// A job as it was stored.
    ///
    /// - Parameters:
    ///   - job: What was stored.
    ///   - state: Where it stands.
    ///   - createdAt: When it was stored.
    ///   - runAt: When it may begin.
    public init(_ job: PreparedJob, state: JobState, createdAt: UnixTime, runAt: UnixTime) {
        self.init(
            id: job.id,
            name: job.name,
            queue: job.queue,
            priority: job.priority,
            payload: job.payload,
            state: state,
            createdAt: createdAt,
            runAt: runAt
        )
        expiresAt = job.expiry.map { runAt + $0 }
    }

    /// A job as a store reads it.
    ///
    /// - Parameters:
    ///   - id: The job's id.
    ///   - name: What jobs of its type are called.
    ///   - queue: The queue that it waits in.
    ///   - priority: Which jobs of a queue run first.
    ///   - payload: Its value in JSON.
    ///   - state: Where it stands.
    ///   - createdAt: When it was stored.
    ///   - runAt: When it may begin, or could have begun.
    public init(
        id: JobID,
        name: String,
        queue: String,
        priority: Int,
        payload: [UInt8],
        state: JobState,
        createdAt: UnixTime,
        runAt: UnixTime
    ) {
        self.id = id
        self.name = name
        self.queue = queue
        self.priority = priority
        self.payload = payload
        self.state = state
        self.createdAt = createdAt
        self.runAt = runAt
    }
}
