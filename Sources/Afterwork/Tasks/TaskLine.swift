import DequeModule

/// The waiting line of a runner and what its workers are doing: plain state, guarded by the runner's lock.
///
/// A worker without work leaves a continuation here. Functions that may set workers free return those continuations, to be resumed
/// outside the lock.
struct TaskLine {
    typealias Continuation = CheckedContinuation<TaskBatch?, Never>

    /// A task that is being run, and what its worker will run after it.
    struct Running {
        let task: BackgroundTask
        let following: ArraySlice<BackgroundTask>
        let since: ContinuousClock.Instant
    }

    /// Tasks added and not begun: those in the line, and those in the lists of requests that are still being answered.
    private(set) var waiting = 0
    private(set) var running: [Running?]
    private(set) var runningCount = 0
    /// Whether workers leave when nothing waits any more.
    private(set) var isClosed = false
    /// Whether nothing begins any more.
    private(set) var isAbandoned = false
    private var batches = Deque<TaskBatch>()
    private var idle: [Continuation] = []

    init(workers: Int) {
        running = Array(repeating: nil, count: workers)
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
        if let worker = idle.popLast() { return worker }
        batches.append(batch)
        return nil
    }

    mutating func popFirst() -> TaskBatch? {
        batches.popFirst()
    }

    /// Whether a worker that found no batch has nothing more to wait for.
    var isOver: Bool { isClosed && waiting == 0 }

    mutating func park(_ worker: Continuation) {
        idle.append(worker)
    }

    mutating func begin(_ running: Running, worker: Int) {
        waiting -= 1
        runningCount += 1
        self.running[worker] = running
    }

    mutating func end(worker: Int) -> [Continuation] {
        runningCount -= 1
        running[worker] = nil
        return leavers()
    }

    mutating func close() -> [Continuation] {
        isClosed = true
        return leavers()
    }

    /// Gives up on everything that has not begun, and returns it.
    mutating func abandon() -> (tasks: [BackgroundTask], leavers: [Continuation]) {
        isClosed = true
        isAbandoned = true
        let tasks = running.flatMap { $0.map { Array($0.following) } ?? [] } + batches.flatMap(\.tasks)
        batches.removeAll()
        waiting -= tasks.count
        return (tasks, leavers())
    }

    private mutating func leavers() -> [Continuation] {
        guard isOver, !idle.isEmpty else { return [] }
        defer { idle.removeAll() }
        return idle
    }
}
