public import Logging

/// What a handler knows of the attempt that it is, and what it can say about it.
public struct JobContext: Sendable {
    /// The attempt, for a store's `finish(_:in:)` in the transaction of the handler's own writes.
    public let attempt: JobAttempt
    /// What jobs of its type are called.
    public let name: String
    /// The queue that it waited in.
    public let queue: String
    /// Which attempt this is, counted from 1. Snoozes, shutdowns and crashes are not counted.
    public let number: Int
    /// How many processes died while they ran the job, or near it.
    public let crashes: Int
    /// Logs with the job's id, name and attempt.
    public let logger: Logger

    let reporter: @Sendable (JobProgress) -> Void

    /// The job's id.
    public var id: JobID { attempt.id }

    /// Says how far the job is, to whoever asks for its status.
    ///
    /// The latest word is written down with whatever the worker writes next, and ten times a second at most if it has nothing else to
    /// write, so it may be said as often as it changes.
    ///
    /// - Parameters:
    ///   - fraction: How much is done, 0 to 1.
    ///   - message: What is being done.
    /// - Throws: `CancellationError` if the job was cancelled or has taken too long, so that a handler which reports also stops.
    public func report(progress fraction: Double, _ message: String? = nil) async throws {
        try Task.checkCancellation()
        reporter(JobProgress(attempt, fraction: fraction, message: message))
    }
}

/// Thrown by a handler that wants to be called again later. It costs no attempt.
public struct SnoozeJob: Error, Sendable, Hashable {
    /// How much later.
    public let pause: Duration

    /// Has the job run again later.
    ///
    /// - Parameter pause: How much later.
    public init(for pause: Duration) {
        self.pause = pause
    }
}

/// Thrown by a handler that gives its job up: no further attempt would help.
public struct DiscardJob: Error, Sendable, Hashable {
    /// Why, for whoever looks at the job.
    public let reason: String

    /// Gives the job up.
    ///
    /// - Parameter reason: Why, for whoever looks at the job.
    public init(_ reason: String) {
        self.reason = reason
    }
}
