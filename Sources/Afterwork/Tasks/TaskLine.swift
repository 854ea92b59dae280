import DequeModule

/// The waiting line of a runner and what its workers are doing: plain state, guarded by the runner's lock.
///
/// A worker without work leaves a continuation here. Functions that may set workers free return those continuations, to be resumed
/// outside the lock.
struct TaskLine {
    typealias Continuation = CheckedContinuation<TaskBatch?, Never>

    /// A task that is being run.
    struct Running {
        let task: BackgroundTask
        let since: ContinuousClock.Instant
    }

    /// Tasks added and not begun: those in the line, and those in the lists of requests that are still being answered.
    private(set) var waiting = 0
    private(set) var running: [Running?]
    /// Whether workers leave when nothing waits any more.
    private(set) var isClosed = false
    /// Whether nothing begins any more.
    private(set) var isAbandoned = false
    private var batches = Deque<TaskBatch>()
    /// By worker: what it took and has not begun.
    private var taken: [ArraySlice<BackgroundTask>]
    private var idle: [(worker: Int, continuation: Continuation)] = []

    init(workers: Int) {
        running = Array(repeating: nil, count: workers)
        taken = Array(repeating: [], count: workers)
    }

    mutating func expect(_ count: Int) {
        waiting += count
    }

    mutating func forget(_ count: Int) -> [Continuation] {
        waiting -= count
        return leavers()
    }

    /// Appends a batch, or returns the worker that is free to take it at once.
    mutating func append(_ batch: TaskBatch) -> Continuation? {
        guard let (worker, continuation) = idle.popLast() else {
            batches.append(batch)
            return nil
        }
        taken[worker] = batch.tasks[...]
        return continuation
    }

    /// Gives a worker the batch that has waited longest.
    mutating func popFirst(worker: Int) -> TaskBatch? {
        let batch = batches.popFirst()
        if let batch { taken[worker] = batch.tasks[...] }
        return batch
    }

    /// Whether a worker that found no batch has nothing more to wait for.
    var isOver: Bool { isClosed && waiting == 0 }

    mutating func park(_ worker: Int, _ continuation: Continuation) {
        idle.append((worker, continuation))
    }

    /// Has a worker begin the next task that it took.
    ///
    /// - Returns: Whether it is there to begin, and was not given up since it was taken.
    mutating func begin(worker: Int, at time: ContinuousClock.Instant) -> Bool {
        guard let task = taken[worker].popFirst() else { return false }
        // An empty slice would still hold the whole batch, with everything that its tasks hold.
        if taken[worker].isEmpty { taken[worker] = [] }
        waiting -= 1
        running[worker] = Running(task: task, since: time)
        return true
    }

    mutating func end(worker: Int) -> [Continuation] {
        running[worker] = nil
        return leavers()
    }

    mutating func close() -> [Continuation] {
        isClosed = true
        return leavers()
    }

    /// What has not begun when the runner gives up on it.
    struct Abandoned {
        /// The tasks that never start.
        let tasks: [BackgroundTask]
        /// The responses of which no task has started and no worker knows.
        let responses: [UInt64]
        let leavers: [Continuation]
    }

    /// Gives up on everything that has not begun, and returns it.
    mutating func abandon() -> Abandoned {
        isClosed = true
        isAbandoned = true
        let tasks = taken.flatMap(\.self) + batches.flatMap(\.tasks)
        let responses = batches.map(\.responseID)
        for worker in taken.indices { taken[worker] = [] }
        batches.removeAll()
        waiting -= tasks.count
        return Abandoned(tasks: tasks, responses: responses, leavers: leavers())
    }

    private mutating func leavers() -> [Continuation] {
        guard isOver, !idle.isEmpty else { return [] }
        defer { idle.removeAll() }
        return idle.map(\.continuation)
    }
}
