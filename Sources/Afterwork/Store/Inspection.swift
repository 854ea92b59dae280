/// Which jobs to list.
public struct JobFilter: Sendable, Hashable {
    /// The states they are in; `nil` for any.
    public var states: Set<JobState>?
    /// The queues they wait in; `nil` for any.
    public var queues: Set<String>?
    /// What jobs of their type are called; `nil` for any.
    public var names: Set<String>?

    /// All jobs, or those that are in one of the sets given each.
    public init(states: Set<JobState>? = nil, queues: Set<String>? = nil, names: Set<String>? = nil) {
        self.states = states
        self.queues = queues
        self.names = names
    }

    /// Whether a job is one of them.
    public func matches(_ job: JobRecord) -> Bool {
        states?.contains(job.state) ?? true && queues?.contains(job.queue) ?? true && names?.contains(job.name) ?? true
    }
}

/// How many jobs of one name stand so in one queue.
public struct JobCount: Sendable, Hashable {
    /// The queue.
    public let queue: String
    /// What jobs of their type are called.
    public let name: String
    /// Where they stand.
    public let state: JobState
    /// How many there are.
    public let count: Int

    /// A count.
    public init(queue: String, name: String, state: JobState, count: Int) {
        self.queue = queue
        self.name = name
        self.state = state
        self.count = count
    }
}

/// A queue and how it is served.
public struct QueueRecord: Sendable, Hashable {
    /// What the queue is called.
    public let name: String
    /// Whether no job of it is begun.
    public var isPaused = false
    /// How many of its jobs run at once, over all workers; `nil` for any number.
    public var limit: Int?

    /// A queue.
    public init(name: String, isPaused: Bool = false, limit: Int? = nil) {
        self.name = name
        self.isPaused = isPaused
        self.limit = limit
    }
}

/// How a queue is to be served from now on.
public enum QueueChange: Sendable, Hashable {
    /// No job of it is begun. Those that run go on.
    case paused
    /// Its jobs are begun again.
    case resumed
    /// So many of its jobs run at once at most, over all workers; `nil` for any number.
    case limit(Int?)
}

/// What happened in a store that workers want to know.
public enum JobNotice: Sendable, Hashable, CaseIterable {
    /// There may be something to claim.
    case work
    /// A job waits for its time, to become due or too late, which may come before all others.
    case times
    /// A job that runs was cancelled, or what was set for a queue has changed.
    case orders
}
