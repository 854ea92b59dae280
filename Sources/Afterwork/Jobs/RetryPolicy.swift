/// How long a failed job waits before it runs again, and when it stops trying.
///
/// A policy is plain data. It is asked once per failure, with the number of the attempt that just failed, and answers with a wait or
/// with `nil`, which discards the job.
///
/// ```swift
/// let policy = RetryPolicy.exponential(from: .seconds(2), upTo: .seconds(60), maximumAttempts: 10)
/// policy.delay(afterAttempt: 1)   // 1.8 to 2 seconds
/// policy.delay(afterAttempt: 10)  // nil: the job is discarded
/// ```
///
/// Waits that grow are shortened by up to a tenth, at random, so that jobs which failed together do not come back together. A snooze
/// is not a failure: it uses up no attempt and never reaches the policy. Neither does a crash of the process, which is counted apart.
public struct RetryPolicy: Sendable, Hashable {
    enum Waits: Sendable, Hashable {
        case exponential(first: Duration, longest: Duration)
        case fixed(Duration)
        case listed([Duration])
    }

    let waits: Waits
    /// How many attempts a job has in all, 1 or more.
    public let maximumAttempts: Int

    private init(_ waits: Waits, maximumAttempts: Int) {
        self.waits = waits
        self.maximumAttempts = max(1, maximumAttempts)
    }

    /// One attempt, and no other.
    public static let never = RetryPolicy(.listed([]), maximumAttempts: 1)

    /// Waits twice as long after each failure.
    ///
    /// - Parameters:
    ///   - first: The wait after the first failure, more than 0.
    ///   - longest: What no wait exceeds.
    ///   - maximumAttempts: How many attempts a job has in all, 1 or more.
    /// - Returns: The policy.
    public static func exponential(
        from first: Duration = .seconds(2),
        upTo longest: Duration = .seconds(3600),
        maximumAttempts: Int = 10
    ) -> RetryPolicy {
        RetryPolicy(.exponential(first: max(first, .microseconds(1)), longest: max(longest, .zero)), maximumAttempts: maximumAttempts)
    }

    /// Waits equally long after each failure.
    ///
    /// - Parameters:
    ///   - wait: The wait, 0 or more.
    ///   - maximumAttempts: How many attempts a job has in all, 1 or more.
    /// - Returns: The policy.
    public static func fixed(_ wait: Duration, maximumAttempts: Int = 10) -> RetryPolicy {
        RetryPolicy(.fixed(max(wait, .zero)), maximumAttempts: maximumAttempts)
    }

    /// Waits as listed: after the first failure the first, and so on. A job has one attempt more than there are waits.
    ///
    /// - Parameter waits: The waits, each 0 or more.
    /// - Returns: The policy.
    public static func after(_ waits: Duration...) -> RetryPolicy {
        after(waits)
    }

    static func after(_ waits: [Duration]) -> RetryPolicy {
        RetryPolicy(.listed(waits.map { max($0, .zero) }), maximumAttempts: waits.count + 1)
    }

    /// The wait after a failed attempt.
    ///
    /// - Parameters:
    ///   - attempt: Which attempt failed, counted from 1.
    ///   - generator: Shortens waits that grow.
    /// - Returns: How long the job waits for its next attempt; `nil` if it has none.
    public func delay(afterAttempt attempt: Int, using generator: inout some RandomNumberGenerator) -> Duration? {
        guard attempt < maximumAttempts else { return nil }
        switch waits {
        case .fixed(let wait): return wait
        case .listed(let waits): return waits[max(0, attempt - 1)]
        case .exponential(let first, let longest):
            // Past 62 doublings every first wait of at least a microsecond is beyond what anybody waits for.
            let doublings = min(max(0, attempt - 1), 62)
            let full = min(first.wholeMicroseconds.multipliedReportingOverflow(by: 1 << doublings), longest: longest)
            return .microseconds(full - Int64.random(in: 0...(full / 10), using: &generator))
        }
    }

    /// The wait after a failed attempt, shortened by the system's generator.
    ///
    /// - Parameter attempt: Which attempt failed, counted from 1.
    /// - Returns: How long the job waits for its next attempt; `nil` if it has none.
    public func delay(afterAttempt attempt: Int) -> Duration? {
        var generator = SystemRandomNumberGenerator()
        return delay(afterAttempt: attempt, using: &generator)
    }
}

private func min(_ product: (partialValue: Int64, overflow: Bool), longest: Duration) -> Int64 {
    let limit = max(0, longest.wholeMicroseconds)
    return product.overflow ? limit : min(product.partialValue, limit)
}
