/// An attempt was to be finished that is no longer its job's: the job was taken from its worker, or the attempt had ended.
///
/// Where it is thrown inside an application's transaction, let it pass, so that what was written there is rolled back: somebody else
/// runs the job, or has run it.
public struct StaleAttempt: Error, Sendable, Hashable, CustomStringConvertible {
    /// The attempt.
    public let attempt: JobAttempt

    /// An attempt that was stale.
    ///
    /// - Parameter attempt: The attempt.
    public init(_ attempt: JobAttempt) {
        self.attempt = attempt
    }

    /// What happened, and what to do.
    public var description: String {
        """
        Attempt \(attempt.fence) of job \(attempt.id) no longer holds its job, which was given to another worker or has ended. Nothing \
        of it is written; let the transaction roll back.
        """
    }
}
