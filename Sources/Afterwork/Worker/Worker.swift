public import CoreMetrics
public import Logging
public import ServiceLifecycle
import Synchronization

/// Runs the jobs of a queue, on threads of its own.
///
/// Run it as a service, beside a server or alone:
///
/// ```swift
/// let worker = Worker(queue)
/// let group = ServiceGroup(services: [worker], gracefulShutdownSignals: [.sigterm], logger: logger)
/// try await group.run()
/// ```
///
/// It claims jobs in batches, runs each under its timeout and in the trace of whoever enqueued it, and writes the outcomes in batches,
/// each with the fence of its attempt. Beside that it does what any worker does for all: it makes due jobs available, takes over those
/// of dead workers, and removes old ones.
///
/// At shutdown it claims nothing more and lets running jobs finish, up to ``Configuration/shutdownGrace``; then their tasks are cancelled,
/// and what has not finished is handed back without having cost an attempt.
public final class Worker: Service {
    /// The settings that the worker was made with.
    public let configuration: Configuration

    let queue: JobQueue
    let logger: Logger
    let metrics: JobMetrics
    let clock: any Clock<Duration>
    let elapsed: @Sendable () -> Duration
    let delay: @Sendable (RetryPolicy, _ attempt: Int) -> Duration?
    let board: Mutex<WorkerBoard>
    let bells: WorkerBells
    private let crew: any JobCrew

    var store: any JobStore { queue.store }

    /// Makes a worker. Nothing runs until ``run()`` is called.
    ///
    /// - Parameters:
    ///   - queue: Whose jobs it runs.
    ///   - configuration: What it serves, and how.
    ///   - logger: Where it logs; the queue's logger unless given.
    ///   - metricsFactory: Where the figures go; the process's metrics system unless given.
    ///   - clock: Measures timeouts, pauses and the grace at shutdown.
    public convenience init(
        _ queue: JobQueue,
        configuration: Configuration = Configuration(),
        logger: Logger? = nil,
        metricsFactory: any MetricsFactory = MetricsSystem.factory,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.init(
            queue,
            configuration: configuration,
            logger: logger ?? queue.logger,
            metricsFactory: metricsFactory,
            clock: clock,
            crew: ThreadedCrew(slots: configuration.concurrency)
        ) { policy, attempt in
            policy.delay(afterAttempt: attempt)
        }
    }

    package init(
        _ queue: JobQueue,
        configuration: Configuration,
        logger: Logger,
        metricsFactory: any MetricsFactory,
        clock: some Clock<Duration>,
        crew: any JobCrew,
        delay: @escaping @Sendable (RetryPolicy, Int) -> Duration?
    ) {
        self.queue = queue
        self.configuration = configuration
        self.logger = logger
        self.clock = clock
        self.crew = crew
        self.delay = delay
        metrics = JobMetrics(factory: metricsFactory)
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
        board = Mutex(WorkerBoard(configuration))
        bells = WorkerBells(slots: configuration.concurrency)
    }

    /// Runs jobs until the service group shuts down or this task is cancelled, and then ends as the type's description says.
    ///
    /// - Throws: ``DuplicateJobHandlers`` or ``NoThreads``, before anything has run.
    public func run() async throws {
        let handlers = queue.registry.withLock(\.self)
        guard handlers.duplicates.isEmpty else { throw DuplicateJobHandlers(names: handlers.duplicates.sorted()) }
        if handlers.handlers.isEmpty {
            logger.warning("The worker has no handlers and runs nothing. Say queue.handle(…) before it starts.")
        }
        defer { crew.stop() }
        try crew.start()
        guard let incarnation = await join() else { return }
        board.withLock { $0.join(as: incarnation, names: Set(handlers.handlers.keys)) }
        await withTaskGroup(of: Void.self) { group in
            for slot in 0..<configuration.concurrency {
                group.addTask { await self.attend(slot, handlers: handlers.handlers) }
            }
            for part in parts { group.addTask(executorPreference: crew.upkeep, operation: part) }
            // Inside the group, so that on cancellation this comes before the slots' own: what they end with is to find the board closed.
            await withTaskCancellationHandler {
                await Exchange(worker: self).run()
            } onCancel: {
                close()
                stopAll(because: .shutdown)
                giveUp()
            }
            group.cancelAll()
        }
        if let incarnation = board.withLock(\.incarnation) { await leave(incarnation) }
    }

    /// What goes on beside the jobs, each until it is cancelled.
    private var parts: [@Sendable () async -> Void] {
        [
            { await Listener(worker: self).run() },
            { await Heartbeat(worker: self).run() },
            { await Deadlines(worker: self).run() },
            { await Stager(worker: self).run() },
            { await Rescuer(worker: self).run() },
            { await Pruner(worker: self).run() },
            { await UnknownKinds(worker: self).run() },
            { await self.waitForShutdown() },
        ]
    }

    /// Joins the store, however long that takes.
    ///
    /// - Returns: The name to claim under; `nil` if the worker is to end before it has one.
    func join() async -> Incarnation? {
        var patience = Backoff(worker: self, doing: "join the store")
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            do {
                return try await store.join()
            } catch {
                await patience.wait(after: error)
            }
        }
        return nil
    }

    private func leave(_ incarnation: Incarnation) async {
        do {
            try await store.leave(incarnation)
        } catch {
            // It is found dead like one that crashed, and holds nothing.
            logger.warning("The worker could not take leave of the store.", metadata: ["error": "\(error)"])
        }
    }

    private func waitForShutdown() async {
        do {
            try await crew.waitForShutdown()
            close()
            try await clock.sleep(for: configuration.shutdownGrace)
            for running in board.withLock({ Array($0.running.values) }) where running.stop == nil {
                logger.warning("Job did not finish in time. It is cancelled, and handed back.", metadata: metadata(of: running.job))
            }
            stopAll(because: .shutdown)
            try await clock.sleep(for: configuration.cancellationGrace)
            giveUp()
        } catch {
            return  // Cancelled: everything has ended, or is to end now.
        }
    }

    private func close() {
        board.withLock { $0.close() }
        resumeIdle()
        bells.exchange.ring()
    }

    /// Hands back what still runs although its task was cancelled. What it writes later changes nothing.
    private func giveUp() {
        let deserted = board.withLock { $0.desert() }
        for running in deserted {
            logger.warning("Job had not ended when the worker did, and is handed back.", metadata: metadata(of: running.job))
        }
        bells.exchange.ring()
    }

    /// Runs what a slot is given, in a new task whenever one was stopped: a task that was cancelled stays so.
    private func attend(_ slot: Int, handlers: [String: JobHandler]) async {
        while board.withLock({ !$0.isOver }) {
            bells.stops[slot].silence()
            await withTaskGroup(of: Void.self) { group in
                group.addTask(executorPreference: crew.lane(slot)) { [crew] in
                    await JobSlot(worker: self, slot: slot, handlers: handlers, crew: crew).serve()
                }
                group.addTask { await self.bells.stops[slot].wait() }
                await group.next()
                group.cancelAll()
            }
            if Task.isCancelled { return }
        }
    }

    func resumeIdle() {
        let time = elapsed()
        for assignment in board.withLock({ $0.assign(at: time) }) { assignment.resume() }
    }

    func stopAll(because reason: StopReason) {
        let deadline = elapsed() + configuration.cancellationGrace
        stop { $0.stopAll(because: reason, deadline: deadline) }
    }

    func stop(_ id: JobID, because reason: StopReason) {
        let deadline = elapsed() + configuration.cancellationGrace
        stop { $0.stop(id, because: reason, deadline: deadline).map { [$0] } ?? [] }
    }

    private func stop(_ choose: (inout WorkerBoard) -> [Int]) {
        let stopsAny = board.withLock { board in
            let slots = choose(&board)
            // Before the lock is let go: after it the job may end, and a ring that comes late would be for the next one.
            for slot in slots { bells.stops[slot].ring() }
            return !slots.isEmpty
        }
        if stopsAny { bells.deadlines.ring() }
    }

    func metadata(of job: ClaimedJob, _ more: Logger.Metadata = [:]) -> Logger.Metadata {
        // Made for each job, and turned into text only if it logs.
        let metadata: Logger.Metadata = [
            "job.id": .stringConvertible(job.attempt.id),
            "job.name": .string(job.name),
            "job.queue": .string(job.queue),
            "job.attempt": .stringConvertible(job.failures + 1),
        ]
        return more.isEmpty ? metadata : metadata.merging(more) { _, new in new }
    }
}
