import Afterwork

/// What all who take part in a simulation share.
struct World: Sendable {
    let scenario: Simulation.Scenario
    let clock: SimulatedClock
    let wall: WallClock
    let trace: Trace
    let executor: SimulationExecutor
    let ledger: Ledger
    let weather: Weather
    let living = LivingProcesses()
    let simulated: SimulatedStore

    /// The store as somebody sees it, whose every word is taken down.
    ///
    /// - Parameter process: Who; 0 for those that belong to no process.
    /// - Returns: The store.
    func store(for process: Int) -> Witness { Witness(store: simulated.store, world: self, process: process) }
}
