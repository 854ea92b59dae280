import Logging
import ServiceContextModule
import Synchronization

/// The tasks of one response, from the first `add` to the hand-over to the ``BackgroundRunner``.
///
/// For the authors of server integrations; handlers see a ``BackgroundTasks``. A list is open while its handler runs, is sealed
/// when the handler ended, and is handed over once the response's fate is known. A list that is let go before its hand-over gives
/// its places in the waiting line back.
public final class TaskList: Sendable {
    private struct State {
        enum Phase {
            case open
            case sealed
            /// Open for a request that was let in although the line is full.
            case full
            case handedOver
        }

        var phase: Phase
        /// Whether somebody sees to it that the jobs are stored.
        var isAttended = false
        var tasks: [BackgroundTask] = []
        var jobs = DraftedJobs()
    }

    /// What a handler did, as far as its tasks are concerned.
    public enum HandlerOutcome: Sendable {
        /// The handler returned a response, of whatever status: its tasks are kept.
        case returned
        /// The handler threw: only tasks added with ``BackgroundTask/Condition/always`` are kept.
        case threw
    }

    /// Names the response in ``BackgroundRunner/results(ofResponse:)``.
    public let id: UInt64

    private let runner: BackgroundRunner?
    private let state: Mutex<State>

    init(id: UInt64, runner: BackgroundRunner) {
        self.id = id
        self.runner = runner
        state = Mutex(State(phase: .open))
    }

    /// Makes a list that belongs to no runner and refuses every task.
    package init() {
        id = 0
        runner = nil
        state = Mutex(State(phase: .handedOver))
    }

    /// A list that belongs to no runner and refuses every task: what a request has when the integration is not installed.
    public static let detached = TaskList()

    deinit {
        let forgotten = state.withLock(\.tasks.count)
        if forgotten > 0 { runner?.forget(forgotten) }
    }

    /// Whether the runner lets in a request that could add tasks: its line has room and no shutdown has begun.
    public var isAdmitted: Bool {
        (runner?.admits ?? true) && state.withLock(\.phase) != .full
    }

    /// Whether there is nothing to run.
    public var isEmpty: Bool {
        state.withLock(\.tasks.isEmpty)
    }

    func add(
        name: String,
        condition: BackgroundTask.Condition,
        logger: Logger,
        operation: @escaping @Sendable () async throws -> Void
    ) -> BackgroundTask.ID {
        let task = BackgroundTask(
            id: runner?.makeTaskID() ?? .none,
            name: name,
            condition: condition,
            logger: logger,
            context: ServiceContext.current,
            operation: operation
        )
        // Counted first: a task that is in the list and not yet in the count could be started below zero.
        runner?.expect(1)
        let phase = state.withLock { state in
            if state.phase == .open { state.tasks.append(task) }
            return state.phase
        }
        if phase != .open { refuse(task, in: phase) }
        return task.id
    }

    private func refuse(_ task: BackgroundTask, in phase: State.Phase) {
        let metadata: Logger.Metadata = ["task.name": "\(task.name)", "task.id": "\(task.id)"]
        if let runner {
            runner.refuse(1)
            task.logger.error(
                phase == .full
                    ? "Background task refused: the line is full, and the request was served because its route adds no tasks. It will not run."
                    : "Background task refused: its response has begun. Add tasks before the handler returns. The task will not run.",
                metadata: metadata
            )
        } else {
            task.logger.error(
                "Background task refused: no background-task middleware served this request. Add it as the router's first one.",
                metadata: metadata
            )
        }
    }

    /// Says where jobs go that the request enqueues, and that whoever says it calls ``storeJobs()`` when the handler has returned.
    ///
    /// - Parameter queue: The queue; without one they are refused.
    public func attach(_ queue: JobQueue?) {
        state.withLock { state in
            state.isAttended = true
            state.jobs.queue = queue
        }
    }

    /// Whether nobody has attached a queue, or the lack of one, so that nobody stores the jobs.
    package var isUnattended: Bool { state.withLock { !$0.isAttended } }

    func enqueue<J: Job>(_ job: J, logger: Logger, configure: (inout JobOptions) -> Void) -> JobID {
        let (queue, phase) = state.withLock { ($0.jobs.queue, $0.phase) }
        guard phase == .open || phase == .full else { return refuse(J.name, logger: logger, .responseBegun) }
        guard let queue else { return refuse(J.name, logger: logger, .noQueue) }
        do {
            let prepared = try queue.prepare(job, configure: configure)
            let isTaken = state.withLock { state in
                guard state.phase == .open || state.phase == .full else { return false }
                state.jobs.prepared.append(prepared)
                return true
            }
            return isTaken ? prepared.id : refuse(J.name, logger: logger, .responseBegun)
        } catch {
            return refuse(J.name, logger: logger, .refused(error))
        }
    }

    /// Has the whole request fail, if it can still fail.
    private func refuse(_ job: String, logger: Logger, _ reason: JobsNotStored.Reason) -> JobID {
        let failure = JobsNotStored(job: job, reason: reason)
        logger.error("\(failure)", metadata: ["job.name": "\(job)"])
        state.withLock { state in
            if state.jobs.failure == nil { state.jobs.failure = failure }
        }
        return JobID(high: 0, low: 0)
    }

    /// Stores the jobs that the handler enqueued, all in one step.
    ///
    /// Call it once the handler has returned and before its response is written. Nothing is stored for a handler that threw.
    ///
    /// - Throws: ``JobsNotStored``; then none is stored, and the client has to be told.
    public func storeJobs() async throws {
        let jobs = state.withLock { state in
            defer {
                state.jobs.prepared = []
                state.jobs.failure = nil
            }
            return state.jobs
        }
        if let failure = jobs.failure { throw failure }
        guard let first = jobs.prepared.first, let queue = jobs.queue else { return }
        do {
            _ = try await queue.store.enqueue(jobs.prepared)
        } catch {
            throw JobsNotStored(job: first.name, reason: .store(error))
        }
    }

    /// Has every task refused: for a request that is served although ``isAdmitted`` is false, because its handler adds none. What a
    /// middleware adds all the same would let the line grow without bound.
    public func refuseTasks() {
        state.withLock { state in
            if state.phase == .open { state.phase = .full }
        }
    }

    /// Ends the time in which tasks can be added, and settles which of them are kept.
    ///
    /// May be called again, from the route and then from the middleware: a handler once known to have thrown stays so.
    ///
    /// - Parameter outcome: Whether the handler returned or threw.
    public func seal(_ outcome: HandlerOutcome) {
        let dropped = state.withLock { state -> Int in
            guard state.phase != .handedOver else { return 0 }
            state.phase = .sealed
            let count = state.tasks.count
            if outcome == .threw {
                state.jobs.prepared = []
                state.tasks.removeAll { $0.condition != .always }
            }
            return count - state.tasks.count
        }
        if dropped > 0 { runner?.forget(dropped) }
    }

    /// Hands the tasks to the runner's threads.
    ///
    /// Call it once the last byte of the response was handed to the kernel, or once it is known that it never will be. A second
    /// call does nothing.
    public func handOver() {
        let tasks = state.withLock { state -> [BackgroundTask]? in
            guard state.phase != .handedOver else { return nil }
            defer { state = State(phase: .handedOver) }
            return state.tasks
        }
        guard let tasks else { return }
        if tasks.isEmpty {
            runner?.records?.record([], of: id)
        } else {
            runner?.start(TaskBatch(responseID: id, tasks: tasks))
        }
    }
}
