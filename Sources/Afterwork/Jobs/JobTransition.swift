/// What happens to a job.
public enum JobEvent: Sendable, Hashable {
    /// Its time has come.
    case due
    /// A worker takes it.
    case claimed
    /// Its handler returned.
    case completed
    /// Its handler threw or took too long; whether another attempt is to follow.
    case failed(retries: Bool)
    /// Its handler gave it up.
    case discarded
    /// Its handler wants to be called again later.
    case snoozed
    /// Its worker hands it back without having finished, because it shuts down.
    case released
    /// Its attempt ended because it was cancelled.
    case stopped
    /// Its payload does not decode.
    case undecodable
    /// Its worker died; how often that has now happened after an attempt had started, and whether somebody had cancelled it.
    case orphaned(crashes: Int, isCancelled: Bool)
    /// Somebody cancels it. One that is running goes on until its attempt has ended.
    case cancelled
    /// It was not begun in time.
    case expired
    /// Somebody wants it run now, whatever became of it.
    case retried
}

/// What becomes of a job: the one table that every store follows.
public enum JobTransition {
    /// How many crashes put a job into quarantine.
    public static let crashLimit = 3

    /// The state that a job is in after an event.
    ///
    /// - Parameters:
    ///   - state: The state that it is in.
    ///   - event: What happens.
    /// - Returns: The new state, which may be the old one; `nil` if the event means nothing to a job in this state, and nothing of it
    ///   changes.
    public static func state(from state: JobState, on event: JobEvent) -> JobState? {
        switch event {
        case .due: waits(state) && state != .available ? .available : nil
        case .claimed: state == .available ? .running : nil
        case .expired: waits(state) ? .discarded : nil
        case .cancelled: state == .running ? .running : waits(state) ? .cancelled : nil
        case .retried: state == .running || state == .available || state == .completed ? nil : .available
        default: state == .running ? end(of: event) : nil
        }
    }

    private static func waits(_ state: JobState) -> Bool {
        state == .scheduled || state == .available || state == .retryable
    }

    /// Where a running job goes when its attempt ends.
    private static func end(of event: JobEvent) -> JobState? {
        switch event {
        case .completed: .completed
        case .failed(let retries): retries ? .retryable : .discarded
        case .discarded: .discarded
        case .snoozed: .scheduled
        case .released: .available
        case .stopped: .cancelled
        case .undecodable: .quarantined
        case .orphaned(let crashes, let isCancelled):
            isCancelled ? .cancelled : crashes >= crashLimit ? .quarantined : .available
        default: nil
        }
    }
}
