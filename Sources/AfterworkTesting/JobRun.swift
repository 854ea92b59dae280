public import Afterwork
import AfterworkJSON

/// An attempt that a test had run, and how it ended.
public struct JobRun: Sendable {
    /// The job, as its handler was given it.
    public let job: ClaimedJob
    /// How the attempt ended.
    public let outcome: JobOutcome
    /// What the handler threw, ``/Afterwork/SnoozeJob`` and ``/Afterwork/DiscardJob`` among it; `nil` if it returned.
    public let error: (any Error)?

    /// The job's id.
    public var id: JobID { job.attempt.id }
    /// What jobs of its type are called.
    public var name: String { job.name }
    /// Which attempt it was, counted from 1 as in ``/Afterwork/JobContext/number``.
    public var number: Int { job.failures + 1 }
    /// Whether the handler returned.
    public var isCompleted: Bool { if case .completed = outcome { true } else { false } }

    /// The job's value.
    ///
    /// - Parameter type: Its type.
    /// - Returns: The value that was enqueued.
    /// - Throws: `DecodingError` if it is of another type.
    public func value<J: Job>(as type: J.Type) throws -> J {
        try JSONReader.decode(type, from: job.payload)
    }

    /// What the handler returned.
    ///
    /// - Parameter type: Its type.
    /// - Returns: The result; `nil` if the handler did not complete, or returns nothing.
    /// - Throws: `DecodingError` if it is of another type.
    public func result<Result: Decodable>(as type: Result.Type) throws -> Result? {
        guard case .completed(let result?) = outcome else { return nil }
        return try JSONReader.decode(type, from: result)
    }
}

/// Jobs went on making work, or asking to be called again at once, for longer than a test waits.
public struct JobsNeverIdle: Error, Sendable, CustomStringConvertible {
    /// How many attempts were run.
    public let attempts: Int
    /// What the job of the last one is called.
    public let last: String

    /// What happened, and what to look for.
    public var description: String {
        """
        After \(attempts) attempts there was still something to run, last a job "\(last)". Does a job enqueue its own kind, or snooze, \
        without end? If so many are meant, say so: runUntilIdle(attemptLimit: …).
        """
    }
}
