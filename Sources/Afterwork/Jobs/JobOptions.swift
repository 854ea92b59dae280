/// How a job is queued and run.
///
/// A type's options hold for all of its jobs; each can be changed where a job is enqueued:
///
/// ```swift
/// struct AnalyzeReview: Job {
///     static let options = JobOptions(queue: "reviews", retry: .exponential(maximumAttempts: 5), timeout: .seconds(60))
/// }
///
/// background.enqueue(AnalyzeReview(…)) { $0.priority = 10 }
/// ```
public struct JobOptions: Sendable, Hashable {
    /// The queue that the job waits in, 1 to 128 bytes.
    public var queue: String
    /// Which jobs of a queue run first: those of the greatest priority, -32,768 to 32,767.
    public var priority: Int
    /// When the job may begin.
    public var schedule: JobSchedule
    /// How long it waits after a failure, and when it stops trying.
    public var retry: RetryPolicy
    /// How long an attempt may take before its task is cancelled and counts as failed; `nil` for as long as it likes.
    public var timeout: Duration?
    /// How long after its time a job may begin at the latest; later it is discarded. `nil` for any time.
    public var expiry: Duration?
    /// Which job it must not be stored beside.
    public var unique: JobUniqueness?

    /// Makes options.
    ///
    /// - Parameters:
    ///   - queue: The queue that the job waits in.
    ///   - priority: Which jobs of a queue run first: those of the greatest priority.
    ///   - schedule: When the job may begin.
    ///   - retry: How long it waits after a failure, and when it stops trying.
    ///   - timeout: How long an attempt may take.
    ///   - expiry: How long after its time a job may begin at the latest.
    ///   - unique: Which job it must not be stored beside.
    public init(
        queue: String = "default",
        priority: Int = 0,
        schedule: JobSchedule = .now,
        retry: RetryPolicy = .exponential(),
        timeout: Duration? = nil,
        expiry: Duration? = nil,
        unique: JobUniqueness? = nil
    ) {
        self.queue = queue
        self.priority = priority
        self.schedule = schedule
        self.retry = retry
        self.timeout = timeout
        self.expiry = expiry
        self.unique = unique
    }
}

/// When a job may begin. A time that is past is now.
public enum JobSchedule: Sendable, Hashable {
    /// At once.
    case now
    /// At a moment, by the store's clock.
    case at(UnixTime)
    /// So long after it was stored.
    case after(Duration)

    /// Finds the moment that is meant.
    ///
    /// - Parameter now: What the store's clock shows.
    /// - Returns: The moment, which may be past.
    public func time(at now: UnixTime) -> UnixTime {
        switch self {
        case .now: now
        case .at(let time): time
        case .after(let pause): now + pause
        }
    }
}
