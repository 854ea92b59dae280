/// One claim of one job: the only thing by which a worker may write to it.
///
/// The fence counts the claims of the job. Once somebody else has claimed it, whatever an earlier claimant writes changes nothing.
public struct JobAttempt: Sendable, Hashable {
    /// The job.
    public let id: JobID
    /// How often it had been claimed, this time included.
    public let fence: Int64

    /// A claim of a job.
    ///
    /// - Parameters:
    ///   - id: The job.
    ///   - fence: How often it had been claimed, this time included.
    public init(id: JobID, fence: Int64) {
        self.id = id
        self.fence = fence
    }
}

/// A job that a worker holds, with what it takes to run it.
public struct ClaimedJob: Sendable, Hashable {
    /// By what the worker writes to it.
    public let attempt: JobAttempt
    /// What jobs of its type are called.
    public let name: String
    /// The queue that it waited in.
    public let queue: String
    /// Its value in JSON.
    public let payload: [UInt8]
    /// How many attempts have failed.
    public var failures = 0
    /// How many workers died of it, or near it, since an attempt of it last ended without that. With any it runs alone.
    public var crashes = 0
    /// How long it waited for a worker.
    public var waited: Duration = .zero
    /// How long an attempt may take, where its type does not say so.
    public var timeout: Duration?
    /// How it is retried, where its type does not say so.
    public var retry: RetryPolicy?
    /// What carries the trace of who enqueued it.
    public var trace: [String: String] = [:]

    /// A job that was claimed.
    ///
    /// - Parameters:
    ///   - attempt: By what the worker writes to it.
    ///   - name: What jobs of its type are called.
    ///   - queue: The queue that it waited in.
    ///   - payload: Its value in JSON.
    public init(attempt: JobAttempt, name: String, queue: String, payload: [UInt8]) {
        self.attempt = attempt
        self.name = name
        self.queue = queue
        self.payload = payload
    }
}

/// How an attempt ended.
public enum JobOutcome: Sendable, Hashable {
    /// The handler returned, with a result in JSON if it has one.
    case completed(result: [UInt8]?)
    /// The handler threw or took too long; how long until the next attempt, or `nil` if there is none.
    case failed(error: String, retryAfter: Duration?)
    /// The handler gave the job up.
    case discarded(reason: String)
    /// The handler wants to be called again so much later. It costs no attempt.
    case snoozed(Duration)
    /// The worker hands the job back: it shuts down. It costs no attempt.
    case released
    /// The attempt ended because somebody cancelled the job.
    case stopped
    /// The payload does not decode.
    case undecodable(error: String)

    /// How many bytes of JSON a result may have: 64 MiB. A job whose handler returns more has failed, and is not tried again.
    public static let resultLimit = 64 << 20

    /// How much of it there is to write down, in bytes.
    var byteCount: Int {
        if case .completed(let result) = self { result?.count ?? 0 } else { 0 }
    }

    /// What this means to the job.
    ///
    /// - Parameter isCancelled: Whether somebody has cancelled the job while it ran. Then it does not run again, whatever its attempt would
    ///   have it do.
    /// - Returns: What happens to the job.
    public func event(isCancelled: Bool) -> JobEvent {
        switch self {
        case .completed: .completed
        case .failed(_, let retryAfter): retryAfter != nil && isCancelled ? .stopped : .failed(retries: retryAfter != nil)
        case .discarded: .discarded
        case .snoozed: isCancelled ? .stopped : .snoozed
        case .released: isCancelled ? .stopped : .released
        case .stopped: .stopped
        case .undecodable: .undecodable
        }
    }
}

/// An attempt and how it ended.
public struct FinishedAttempt: Sendable, Hashable {
    /// The attempt.
    public let attempt: JobAttempt
    /// How it ended.
    public let outcome: JobOutcome

    /// An attempt that ended.
    ///
    /// - Parameters:
    ///   - attempt: The attempt.
    ///   - outcome: How it ended.
    public init(_ attempt: JobAttempt, _ outcome: JobOutcome) {
        self.attempt = attempt
        self.outcome = outcome
    }
}
