import Afterwork
import TestSupport

/// Virtual processes that work off one store while everything goes wrong that can, and then are left in peace to finish.
///
/// The workers and the store are the real ones; clock, threads, network and fate are not. A seed decides all of it, so that what goes
/// wrong once goes wrong again.
package struct Simulation: Sendable {
    /// What went wrong in a run.
    package struct Violation: Error, Hashable, Sendable, CustomStringConvertible {
        /// The run's seed.
        package let seed: UInt64
        /// What was seen that may not be.
        package let description: String
    }

    /// What came of a run.
    package struct Outcome: Sendable {
        /// What went wrong, nothing if all is well.
        package let violations: [Violation]
        /// What stands for all that happened: the same for the same seed, in every process.
        package let hash: UInt64
        /// How many steps were taken.
        package let steps: Int
    }

    private let seed: UInt64
    let world: World

    /// Runs one simulation on the calling thread.
    ///
    /// - Parameters:
    ///   - seed: Decides everything.
    ///   - kind: The store.
    ///   - scenario: What it is made of; as the seed decides unless given.
    ///   - defect: What is wrong with the store.
    ///   - show: Called with a line for each thing that happens.
    /// - Returns: What came of it.
    package static func run(
        seed: UInt64,
        on kind: StoreKind = .memory,
        scenario: Scenario? = nil,
        defect: PlantedDefect? = nil,
        show: (@Sendable (String) -> Void)? = nil
    ) -> Outcome {
        let clock = SimulatedClock()
        let wall = WallClock(clock)
        let trace = Trace(clock: clock, show: show)
        let executor = SimulationExecutor(seed: seed, trace: trace)
        do {
            return try kind.with(wall) { store in
                let simulated = defect.map { DefectiveStore.plant($0, in: store, wall: wall) } ?? store
                let world = World(
                    scenario: scenario ?? Scenario(seed: seed),
                    clock: clock,
                    wall: wall,
                    trace: trace,
                    executor: executor,
                    ledger: Ledger(judgesBySilence: store.isRemote),
                    weather: Weather(),
                    simulated: simulated
                )
                let simulation = Simulation(seed: seed, world: world)
                simulation.play()
                return simulation.outcome
            }
        } catch {
            let violation = Violation(seed: seed, description: "The store cannot be opened: \(error)")
            return Outcome(violations: [violation], hash: trace.hash, steps: executor.steps)
        }
    }

    private var outcome: Outcome {
        Outcome(
            violations: world.ledger.violations.map { Violation(seed: seed, description: $0) },
            hash: world.trace.hash,
            steps: world.executor.steps
        )
    }

    /// More steps than any run takes that ends, by far.
    private static let mostSteps = 500_000
    /// More time than any run takes that ends, by far.
    private static let longest = Duration.seconds(3600)

    private func play() {
        let isOver = Flag()
        // The one task that nobody awaits: the loop below does, by hand.
        Task(executorPreference: world.executor) {
            await direct()
            isOver.raise()
        }
        var fate = SplitMix64(seed: seed &+ 2)
        // The first violations tell; what comes of them is only more of it.
        while !isOver.isRaised, !world.ledger.isViolated {
            guard world.executor.steps < Self.mostSteps, world.clock.elapsed < Self.longest else {
                return world.ledger.note("It does not come to an end. \(world.ledger.summary)")
            }
            if world.executor.step() {
                strike(&fate)
            } else if !world.clock.advance() {
                return world.ledger.note("Nobody can go on. \(world.ledger.summary)")
            }
        }
    }

    /// Ends a process now and then, between any two steps.
    private func strike(_ fate: inout SplitMix64) {
        guard Int.random(in: 0..<1_000_000, using: &fate) < world.scenario.suddenDeaths, !world.ledger.isCalm else { return }
        world.living.random(using: &fate)?.die()
    }

    private func direct() async {
        var generator = SplitMix64(seed: seed &+ 1)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<world.scenario.processes {
                let seed = generator.next()
                group.addTask { await live(seed: seed) }
            }
            let seeds = (generator.next(), generator.next(), generator.next())
            group.addTask { await enqueue(seed: seeds.0) }
            group.addTask { await blow(seed: seeds.1) }
            group.addTask { await intervene(seed: seeds.2) }
            await waitForQuiet()
            await testPeace()
            world.ledger.end()
        }
        await check()
    }

    /// A process that dies or ends and starts anew, until the simulation is over.
    private func live(seed: UInt64) async {
        var generator = SplitMix64(seed: seed)
        while !world.ledger.isOver {
            await SimulatedProcess(in: world, seed: generator.next()).run()
            if !world.ledger.isOver { await world.clock.wait(for: .milliseconds(Int.random(in: 1...8000, using: &generator))) }
        }
    }

    /// Returns when nothing is left to do and every process is back.
    private func waitForQuiet() async {
        let store = world.store(for: 0)
        while true {
            await world.clock.wait(for: .seconds(1))
            guard world.ledger.isCalm, world.ledger.hasAllOffers else { continue }
            // What nothing else ends, somebody cancels.
            let endless = world.ledger.endless
            if !endless.isEmpty { _ = try? await store.cancel(endless) }
            let counts = (try? await store.counts()) ?? []
            if counts.allSatisfy(\.state.isFinal), world.ledger.workerCount >= world.scenario.processes { return }
        }
    }
}
