public import CoreMetrics
public import Logging
public import ServiceLifecycle
import Synchronization

/// Runs the tasks that requests leave for after their responses, on threads of its own.
///
/// Make one for the process, run it as a service *before* the server in the list (so that it stops after it), and give it to the
/// server's hook:
///
/// ```swift
/// let runner = BackgroundRunner()
/// let application = Application(router: router, server: .afterResponse(runner), services: [runner])
/// ```
///
/// The tasks of one response run one after another; tasks of different responses run side by side, up to
/// ``Configuration/concurrency``. Because its threads are not those of requests, a task may block or compute; one that computes for
/// more than a few milliseconds continues at lowered priority, so that requests come first.
///
/// At shutdown the runner waits for what it has, up to ``Configuration/shutdownGrace``; then it cancels what still runs and names
/// it in the log.
public final class BackgroundRunner: Service {
    /// How much a runner does at once and how much it keeps waiting.
    public struct Configuration: Sendable {
        /// How many tasks run at the same time, 1 or more. A task that is suspended counts.
        public var concurrency: Int
        /// How many tasks may wait before requests that could add more are refused, 1 or more. Requests that were admitted already
        /// may add theirs beyond it.
        public var capacity: Int
        /// How long tasks may take to finish at shutdown before they are cancelled.
        public var shutdownGrace: Duration
        /// Whether results are kept until they are asked for by ``BackgroundRunner/results(ofResponse:)``. For tests: what nobody
        /// asks for is never let go.
        public var recordsResults: Bool

        /// Makes a configuration.
        ///
        /// - Parameters:
        ///   - concurrency: How many tasks run at the same time, 1 or more.
        ///   - capacity: How many tasks may wait before requests are refused, 1 or more.
        ///   - shutdownGrace: How long tasks may take to finish at shutdown.
        ///   - recordsResults: Whether results are kept for tests.
        public init(
            concurrency: Int = 40,
            capacity: Int = 10_000,
            shutdownGrace: Duration = .seconds(30),
            recordsResults: Bool = false
        ) {
            self.concurrency = max(1, concurrency)
            self.capacity = max(1, capacity)
            self.shutdownGrace = shutdownGrace
            self.recordsResults = recordsResults
        }
    }

    /// The limits that the runner was made with.
    public let configuration: Configuration

    let logger: Logger
    let metrics: TaskMetrics
    private let threads = BackgroundThreads()
    private let lanes: [BackgroundLane]
    let line: Mutex<TaskLine>
    let records: TaskRecords?
    private let clock: any Clock<Duration>
    private let incarnation = UInt32.random(in: 1...UInt32.max)
    private let hasStarted = Atomic(false)
    private let lastTask = Atomic<UInt64>(0)
    private let lastList = Atomic<UInt64>(0)
    let totals = TaskTotals()

    /// Makes a runner. Nothing runs until ``run()`` is called.
    ///
    /// - Parameters:
    ///   - configuration: Limits of what runs and waits.
    ///   - logger: Where the runner logs what belongs to no request.
    ///   - metricsFactory: Where the figures go; the process's metrics system unless given.
    ///   - clock: Measures the grace at shutdown.
    public init(
        configuration: Configuration = Configuration(),
        logger: Logger = Logger(label: "afterwork"),
        metricsFactory: any MetricsFactory = MetricsSystem.factory,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.configuration = configuration
        self.logger = logger
        self.clock = clock
        metrics = TaskMetrics(factory: metricsFactory)
        let threads = threads
        lanes = (0..<configuration.concurrency).map { _ in BackgroundLane(threads: threads) }
        line = Mutex(TaskLine(workers: configuration.concurrency))
        records = configuration.recordsResults ? TaskRecords() : nil
    }

    /// Runs tasks until the service group shuts down or this task is cancelled, and then ends as the type's description says.
    public func run() async {
        hasStarted.store(true, ordering: .relaxed)
        if !threads.start() { logger.critical("Background tasks cannot run: the system has no more threads to give.") }
        defer { threads.stop() }
        await withTaskGroup(of: Bool.self) { group in
            for worker in 0..<configuration.concurrency {
                group.addTask(executorPreference: lanes[worker]) {
                    await self.work(as: worker)
                    return true
                }
            }
            group.addTask {
                await self.waitForShutdown()
                return false
            }
            // Inside the group, so that on cancellation this comes before the workers' own: a worker whose task is cancelled must not
            // begin the next one.
            await withTaskCancellationHandler {
                await watch(&group)
            } onCancel: {
                abandon()
            }
        }
        // What was handed over after the last worker had left.
        abandon()
    }

    private func watch(_ group: inout TaskGroup<Bool>) async {
        var working = configuration.concurrency
        for await isWorker in group {
            if isWorker {
                working -= 1
                if working == 0 { group.cancelAll() }
            } else if working > 0 {
                abandon()
                group.cancelAll()
            }
        }
    }

    /// Returns when the grace after a shutdown's begin is over, or when the caller is cancelled.
    private func waitForShutdown() async {
        do {
            try await gracefulShutdown()
            resume(line.withLock { $0.close() })
            try await clock.sleep(for: configuration.shutdownGrace)
        } catch {
            // Cancelled: either all work is done, or whoever runs the service does not want to wait for the grace.
            return
        }
    }

    private func abandon() {
        let (running, abandoned) = line.withLock { line in
            // Named once, whether the grace ended or the runner was cancelled, or one after the other.
            let running = line.isAbandoned ? [] : line.running.compactMap(\.self)
            return (running, line.abandon())
        }
        resume(abandoned.leavers)
        for running in running {
            logger.error(
                "Background task did not finish in time and is cancelled.",
                metadata: TaskRun.metadata(of: running.task, ["task.running_for": "\(running.since.duration(to: .now))"])
            )
        }
        nameNeverStarted(abandoned.tasks)
        for response in abandoned.responses { records?.record([], of: response) }
        if !abandoned.tasks.isEmpty { metrics.waiting.decrement(by: Double(abandoned.tasks.count)) }
    }

    private func nameNeverStarted(_ tasks: [BackgroundTask]) {
        for task in tasks {
            logger.error("Background task never started: the shutdown grace is over.", metadata: TaskRun.metadata(of: task))
        }
    }

    private func work(as worker: Int) async {
        let lane = lanes[worker]
        while let batch = await nextBatch(worker: worker) {
            await TaskRun(runner: self, worker: worker, lane: lane).run(batch)
            // A worker that always finds a next batch would otherwise keep its thread from tasks that were suspended.
            if threads.hasWaitingJobs { await Task.yield() }
        }
    }

    private func nextBatch(worker: Int) async -> TaskBatch? {
        await withCheckedContinuation { continuation in
            let next = line.withLock { line -> TaskBatch?? in
                if let batch = line.popFirst(worker: worker) { return batch }
                if line.isOver { return .some(nil) }
                line.park(worker, continuation)
                return nil
            }
            if let next { continuation.resume(returning: next) }
        }
    }

    private func resume(_ workers: [TaskLine.Continuation]) {
        for worker in workers { worker.resume(returning: nil) }
    }
}

// What task lists and server integrations say to the runner.
extension BackgroundRunner {
    /// Whether a request that could add tasks is to be let in: the line has room and no shutdown has begun.
    public var admits: Bool {
        line.withLock { $0.waiting < configuration.capacity && !$0.isClosed }
    }

    /// A list for the tasks of a request that was admitted.
    ///
    /// - Returns: An open, empty list.
    public func makeList() -> TaskList {
        TaskList(id: lastList.add(1, ordering: .relaxed).newValue, runner: self)
    }

    func makeTaskID() -> BackgroundTask.ID {
        BackgroundTask.ID(incarnation: incarnation, sequence: lastTask.add(1, ordering: .relaxed).newValue)
    }

    func expect(_ count: Int) {
        line.withLock { $0.expect(count) }
        totals.added.add(count, ordering: .relaxed)
        metrics.added.increment(by: count)
        metrics.waiting.increment(by: Double(count))
    }

    func forget(_ count: Int) {
        resume(line.withLock { $0.forget(count) })
        metrics.waiting.decrement(by: Double(count))
    }

    func refuse(_ count: Int) {
        totals.refused.add(count, ordering: .relaxed)
        metrics.refused.increment(by: count)
        forget(count)
    }

    func start(_ batch: TaskBatch) {
        if !hasStarted.load(ordering: .relaxed) {
            logger.warning("Background tasks wait for their runner. Add it to the application's services, before the server.")
        }
        let (isAbandoned, worker) = line.withLock { ($0.isAbandoned, $0.isAbandoned ? nil : $0.append(batch)) }
        worker?.resume(returning: batch)
        guard isAbandoned else { return }
        nameNeverStarted(batch.tasks)
        forget(batch.tasks.count)
        records?.record([], of: batch.responseID)
    }

    func begin(worker: Int, at time: ContinuousClock.Instant) -> Bool {
        guard line.withLock({ $0.begin(worker: worker, at: time) }) else { return false }
        metrics.waiting.decrement()
        metrics.running.increment()
        return true
    }

    func end(worker: Int) {
        resume(line.withLock { $0.end(worker: worker) })
        metrics.running.decrement()
    }
}
