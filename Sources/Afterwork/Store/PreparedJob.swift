/// A job ready to be stored: its id made, its payload encoded, its options settled.
///
/// ``JobQueue/prepare(_:configure:)`` makes one, for the transaction of an application's own writes:
///
/// ```swift
/// try await database.write { db in
///     try order.insert(db)
///     try store.enqueue(queue.prepare(SendReceipt(orderID: order.id)), in: db)
/// }
/// ```
public struct PreparedJob: Sendable, Hashable, Identifiable {
    /// What keeps two jobs from being stored beside one another.
    public struct Uniqueness: Sendable, Hashable {
        /// What the same jobs have in common, the name of their type included.
        public var key: [UInt8]
        /// How long ago the other job may have been stored at most; `nil` for any time.
        public var period: Duration?
        /// The states in which another job is in the way.
        public var states: Set<JobState>
        /// What becomes of the other job.
        public var conflict: JobUniqueness.Conflict

        /// A rule, with the key that it gives a job.
        public init(key: [UInt8], period: Duration?, states: Set<JobState>, conflict: JobUniqueness.Conflict) {
            self.key = key
            self.period = period
            self.states = states
            self.conflict = conflict
        }
    }

    /// The id that the job will have, or that will be an alias of another's.
    public let id: JobID
    /// What jobs of its type are called.
    public let name: String
    /// The queue that it waits in.
    public let queue: String
    /// Which jobs of a queue run first: those of the greatest priority.
    public let priority: Int
    /// Its value in JSON.
    public let payload: [UInt8]
    /// When it may begin.
    public var schedule: JobSchedule = .now
    /// How long after its time it may begin at the latest.
    public var expiry: Duration?
    /// How long an attempt may take, where its type does not say so.
    public var timeout: Duration?
    /// How it is retried, where its type does not say so.
    public var retry: RetryPolicy?
    /// Which job it must not be stored beside.
    public var uniqueness: Uniqueness?
    /// What carries the trace of who enqueued it.
    public var trace: [String: String] = [:]

    /// A job to be stored, at once and as its type says unless more is set.
    ///
    /// - Parameters:
    ///   - id: The id that it will have.
    ///   - name: What jobs of its type are called.
    ///   - queue: The queue that it waits in.
    ///   - priority: Which jobs of a queue run first: those of the greatest priority.
    ///   - payload: Its value in JSON.
    public init(id: JobID, name: String, queue: String = "default", priority: Int = 0, payload: [UInt8]) {
        self.id = id
        self.name = name
        self.queue = queue
        self.priority = priority
        self.payload = payload
    }
}

/// What became of a job that was to be stored.
public enum Enqueued: Sendable, Hashable {
    /// It was stored.
    case inserted(JobID)
    /// The same job was there; the new id is an alias of this one.
    case existed(JobID)

    /// The id of the job that is stored.
    public var id: JobID {
        switch self {
        case .inserted(let id), .existed(let id): id
        }
    }

    /// Whether the job was stored.
    public var isNew: Bool {
        if case .inserted = self { true } else { false }
    }
}
