import Afterwork

/// The number by which a job's state is stored.
///
/// They are ordered so that one comparison tells what is not done with (less than 5), as the conditions of partial indexes want it.
enum StoredState: Int64 {
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

    init(_ state: JobState, isSuspect: Bool = false) {
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

    var state: JobState {
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
    var isFinal: Bool { rawValue >= Self.firstFinal }

    static let firstFinal = StoredState.completed.rawValue

    /// All numbers of some states.
    static func all(of states: Set<JobState>) -> [StoredState] {
        states.flatMap { $0 == .available ? [.available, .suspect] : [StoredState($0)] }.sorted { $0.rawValue < $1.rawValue }
    }
}
