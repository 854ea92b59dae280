/// Where a job stands.
public enum JobState: String, Sendable, Hashable, Codable, CaseIterable {
    /// Waits for its time.
    case scheduled
    /// Waits for a worker.
    case available
    /// Is held by a worker, which runs it or is about to.
    case running
    /// Failed, and waits for its next attempt.
    case retryable
    /// Was done.
    case completed
    /// Was given up: its attempts are used up, it came too late, or its handler said so.
    case discarded
    /// Was cancelled by somebody.
    case cancelled
    /// Crashed its worker three times, or its payload does not decode. It waits for somebody who looks at it.
    case quarantined

    /// Whether nothing happens to the job any more, unless somebody retries it.
    public var isFinal: Bool {
        switch self {
        case .scheduled, .available, .running, .retryable: false
        case .completed, .discarded, .cancelled, .quarantined: true
        }
    }
}
