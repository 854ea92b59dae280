/// What a round of staging did.
public struct Staging: Sendable, Hashable {
    /// How many jobs became available.
    public let staged: Int
    /// How many were discarded, because they were too late.
    public let expired: Int
    /// How long until the next one is due or too late; `nil` if there is none, zero if the round's limit left some.
    public let next: Duration?

    /// What a round did.
    public init(staged: Int, expired: Int, next: Duration?) {
        self.staged = staged
        self.expired = expired
        self.next = next
    }
}

/// How long jobs are kept that were done with. `nil` is for ever.
public struct JobRetention: Sendable, Hashable {
    /// How long completed jobs are kept.
    public var completed: Duration?
    /// How long discarded and cancelled jobs are kept.
    public var givenUp: Duration?
    /// How long quarantined jobs are kept. They wait for somebody who looks at them.
    public var quarantined: Duration?
    /// How many completed jobs are kept at most; the oldest go first.
    public var completedCount: Int?

    /// A rule.
    ///
    /// - Parameters:
    ///   - completed: How long completed jobs are kept.
    ///   - givenUp: How long discarded and cancelled jobs are kept.
    ///   - quarantined: How long quarantined jobs are kept.
    ///   - completedCount: How many completed jobs are kept at most.
    public init(
        completed: Duration? = .seconds(7 * 86_400),
        givenUp: Duration? = .seconds(30 * 86_400),
        quarantined: Duration? = nil,
        completedCount: Int? = nil
    ) {
        self.completed = completed
        self.givenUp = givenUp
        self.quarantined = quarantined
        self.completedCount = completedCount
    }

    /// How long jobs are kept that ended in a state; `nil` for ever.
    public func period(of state: JobState) -> Duration? {
        switch state {
        case .completed: completed
        case .discarded, .cancelled: givenUp
        case .quarantined: quarantined
        case .scheduled, .available, .running, .retryable: nil
        }
    }
}
