/// Which jobs are the same, so that only one of them is stored.
///
/// ```swift
/// static let options = JobOptions(unique: .by(.payload, within: .seconds(3600)))
/// ```
///
/// An enqueue that meets the same job stores nothing: the id that it returns is an alias of that job's.
public struct JobUniqueness: Sendable, Hashable {
    /// By what jobs of one type are the same.
    public enum Basis: Sendable, Hashable {
        /// By everything that they hold.
        case payload
        /// By a text of the caller's choice.
        case key(String)
        /// All of a type are.
        case type
    }

    /// What becomes of the job that is there.
    public enum Conflict: Sendable, Hashable {
        /// It stays as it is.
        case keep
        /// It takes the new one's payload, priority and time, if it still waits.
        case replace
    }

    /// By what jobs of one type are the same.
    public let basis: Basis
    /// How long ago the other job may have been stored at most; `nil` for any time.
    public let period: Duration?
    /// The states in which another job is in the way.
    public let states: Set<JobState>
    /// What becomes of the other job.
    public let conflict: Conflict

    /// The states of jobs that are not done with.
    public static let unfinished: Set<JobState> = [.scheduled, .available, .running, .retryable]

    /// Jobs of one type that are the same by something.
    ///
    /// - Parameters:
    ///   - basis: By what they are the same.
    ///   - period: How long ago the other job may have been stored at most; any time unless given.
    ///   - states: The states in which another job is in the way; those of jobs that are not done with unless given.
    ///   - conflict: What becomes of the other job.
    /// - Returns: The rule.
    public static func by(
        _ basis: Basis,
        within period: Duration? = nil,
        in states: Set<JobState> = JobUniqueness.unfinished,
        onConflict conflict: Conflict = .keep
    ) -> JobUniqueness {
        JobUniqueness(basis: basis, period: period, states: states, conflict: conflict)
    }
}
