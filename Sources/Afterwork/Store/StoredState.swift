/// The number by which a job's state is stored.
///
/// They are ordered so that one comparison tells what is not done with (less than 5), as the conditions of partial indexes want it.
package enum StoredState: Int64 {
    case scheduled = 0
    case retryable = 1
    case available = 2
    /// Available, and to run alone: in a place of its own, so that no other claim comes across it.
    case suspect = 3
    case running = 4
    case completed = 5
    case discarded = 6
    case cancelled = 7
    case quarantined = 8

    package init(_ state: JobState, isSuspect: Bool = false) {
        switch state {
        case .scheduled: self = .scheduled
        case .retryable: self = .retryable
        case .available: self = isSuspect ? .suspect : .available
        case .running: self = .running
        case .completed: self = .completed
        case .discarded: self = .discarded
        case .cancelled: self = .cancelled
        case .quarantined: self = .quarantined
        }
    }

    /// - Throws: ``JobStoreUnavailable`` if no state has this number.
    package init(stored number: Int64) throws {
        guard let state = StoredState(rawValue: number) else {
            throw JobStoreUnavailable(
                .corrupt,
                "A job has the state \(number), which there is not: something else than Afterwork has written to its tables. Set it right."
            )
        }
        self = state
    }

    package var state: JobState {
        switch self {
        case .scheduled: .scheduled
        case .retryable: .retryable
        case .available, .suspect: .available
        case .running: .running
        case .completed: .completed
        case .discarded: .discarded
        case .cancelled: .cancelled
        case .quarantined: .quarantined
        }
    }

    /// Whether nothing happens to the job any more.
    package var isFinal: Bool { rawValue >= Self.firstFinal }

    package static let firstFinal = StoredState.completed.rawValue

    /// All numbers of some states.
    package static func all(of states: Set<JobState>) -> [StoredState] {
        states.flatMap { $0 == .available ? [.available, .suspect] : [StoredState($0)] }.sorted { $0.rawValue < $1.rawValue }
    }
}
