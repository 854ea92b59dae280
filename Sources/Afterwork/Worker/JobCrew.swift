import ServiceLifecycle

/// What a worker's jobs run on.
package protocol JobCrew: Sendable {
    /// Where upkeep runs, that no job and no request may hold up.
    var upkeep: any TaskExecutor { get }
    /// - Throws: ``NoThreads``.
    func start() throws
    func stop()
    /// Returns when the worker is to end in peace.
    ///
    /// - Throws: `CancellationError` when the caller is cancelled.
    func waitForShutdown() async throws
    /// Where the jobs of a slot run.
    func lane(_ slot: Int) -> any TaskExecutor
    func beginJob(in slot: Int)
    /// Ends a job, and brings the caller back to a thread of normal priority.
    func endJob(in slot: Int) async
    /// Lets others of the crew go first, if some wait.
    func takeTurns() async
}

/// Background threads, on which jobs may block and compute, and one thread apart for the upkeep.
struct ThreadedCrew: JobCrew {
    private let threads = BackgroundThreads()
    private let upkeepThreads = BackgroundThreads(parallelism: 1)
    private let lanes: [BackgroundLane]
    private let upkeepLane: BackgroundLane

    init(slots: Int) {
        let threads = threads
        lanes = (0..<slots).map { _ in BackgroundLane(threads: threads, wakesThread: true) }
        upkeepLane = BackgroundLane(threads: upkeepThreads, wakesThread: true)
    }

    var upkeep: any TaskExecutor { upkeepLane }

    func start() throws {
        if !threads.start() || !upkeepThreads.start() { throw NoThreads() }
    }

    func stop() {
        threads.stop()
        upkeepThreads.stop()
    }

    func waitForShutdown() async throws { try await gracefulShutdown() }

    func lane(_ slot: Int) -> any TaskExecutor { lanes[slot] }

    func beginJob(in slot: Int) { lanes[slot].beginTask() }

    func endJob(in slot: Int) async { await lanes[slot].endTask() }

    func takeTurns() async {
        if threads.hasWaitingJobs { await Task.yield() }
    }
}
