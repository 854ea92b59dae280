/// How far a running attempt is, as its handler says.
public struct JobProgress: Sendable, Hashable {
    /// The attempt.
    public let attempt: JobAttempt
    /// How much is done, 0 to 1.
    public let fraction: Double
    /// What is being done, if the handler says so.
    public let message: String?

    /// How far an attempt is.
    ///
    /// - Parameters:
    ///   - attempt: The attempt.
    ///   - fraction: How much is done; brought into the range from 0 to 1.
    ///   - message: What is being done.
    public init(_ attempt: JobAttempt, fraction: Double, message: String?) {
        self.attempt = attempt
        self.fraction = fraction.isNaN ? 0 : min(max(fraction, 0), 1)
        self.message = message
    }
}
