/// One start of one worker. No other start, of whatever process on whatever machine, is ever called the same.
public struct Incarnation: Sendable, Hashable, CustomStringConvertible {
    /// What is unique about it.
    public let id: JobID

    /// The start that is called so.
    ///
    /// - Parameter id: What is unique about it.
    public init(_ id: JobID) {
        self.id = id
    }

    /// The id's text.
    public var description: String { id.description }
}

/// What there is to see of a worker.
public struct Presence: Sendable, Hashable {
    /// What shows whether a worker lives.
    public enum Sign: Sendable, Hashable {
        /// It lives, as is known for certain.
        case alive
        /// It is dead, as is known for certain.
        case dead
        /// It has shown itself so often. If the number stays the same for long, it is dead.
        case beats(Int64)
    }

    /// The worker.
    public let incarnation: Incarnation
    /// What shows whether it lives.
    public let sign: Sign

    /// What there is to see.
    public init(_ incarnation: Incarnation, _ sign: Sign) {
        self.incarnation = incarnation
        self.sign = sign
    }
}

/// A job that was taken from a dead worker.
public struct RescuedJob: Sendable, Hashable {
    /// The job.
    public let id: JobID
    /// What jobs of its type are called.
    public let name: String
    /// Where it stands now.
    public let state: JobState
    /// How many workers have died of it, or near it, this one included.
    public let crashes: Int

    /// A job that was taken from a dead worker.
    public init(id: JobID, name: String, state: JobState, crashes: Int) {
        self.id = id
        self.name = name
        self.state = state
        self.crashes = crashes
    }
}

/// What a worker is to stop.
public struct WorkerOrders: Sendable, Hashable {
    /// Whether the store knows the worker. If not, it was taken for dead: it holds nothing any more, and has to join again.
    public let isKnown: Bool
    /// The jobs that it is running and that somebody has cancelled.
    public let cancelled: [JobID]

    /// What a worker is to stop.
    public init(isKnown: Bool, cancelled: [JobID]) {
        self.isKnown = isKnown
        self.cancelled = cancelled
    }
}
