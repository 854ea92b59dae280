import Afterwork

/// Runs everything of a worker on the simulation's one thread. A real `gracefulShutdown()` would leave it: when it is cancelled, tasks of
/// its own run on the system's threads.
struct SimulatedCrew: JobCrew {
    let executor: SimulationExecutor
    let shutdown: AsyncStream<Never>

    var upkeep: any TaskExecutor { executor }
    func start() {}
    func stop() {}
    func waitForShutdown() async throws {
        for await _ in shutdown {}
        try Task.checkCancellation()
    }
    func lane(_ slot: Int) -> any TaskExecutor { executor }
    func beginJob(in slot: Int) {}
    func endJob(in slot: Int) async {}
    func takeTurns() async {}
}
