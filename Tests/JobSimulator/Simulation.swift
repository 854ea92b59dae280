package import Afterwork
import Logging
import Synchronization
import TestSupport

/// Virtual processes that work off one store while everything goes wrong that can, and then are left in peace to finish.
///
/// The workers and the store are the real ones; clock, threads, network and fate are not. A seed decides all of it, so that what goes
/// wrong once goes wrong again.
package struct Simulation: Sendable {
    /// What a run is made of.
    package struct Scenario: Sendable {
        /// How many jobs are enqueued.
        package var jobs = 12
        /// How many processes there are.
        package var processes = 3
        /// How many slots each has.
        package var slots = 2
        /// How often a process dies, in a thousand attempts.
        package var deaths = 60
        /// How often a call of the store fails before or after it was done, or is slow, in a thousand calls.
        package var faults = 15

        package init() {}
    }

    /// What went wrong in a run.
    package struct Violation: Error, Hashable, CustomStringConvertible {
        package let seed: UInt64
        package let description: String
    }

    private let seed: UInt64
    private let scenario: Scenario
    private let clock = SimulatedClock()
    private let executor: SimulationExecutor
    private let ledger = Ledger()

    private init(seed: UInt64, scenario: Scenario) {
        self.seed = seed
        self.scenario = scenario
        executor = SimulationExecutor(seed: seed)
    }

    /// Runs one simulation on the calling thread.
    ///
    /// - Parameters:
    ///   - seed: Decides everything.
    ///   - scenario: What it is made of.
    ///   - makeStore: Makes an empty store with the clock given.
    /// - Returns: What went wrong, nothing if all is well.
    package static func run(
        seed: UInt64,
        scenario: Scenario = Scenario(),
        makeStore: (@escaping @Sendable () -> UnixTime) throws -> any JobStore
    ) rethrows -> [Violation] {
        let simulation = Simulation(seed: seed, scenario: scenario)
        let clock = simulation.clock
        let store = try makeStore { UnixTime(microseconds: 1_700_000_000_000_000) + clock.now.offset }
        simulation.play(on: store)
        return simulation.ledger.violations.map { Violation(seed: seed, description: $0) }
    }

    /// More steps than any run needs that ends.
    private static let mostSteps = 2_000_000
    /// More time than any run needs that ends.
    private static let longest = Duration.seconds(24 * 3600)

    private func play(on store: any JobStore) {
        let isOver = Atomic(false)
        // The one task that nobody awaits: the loop below does, by hand.
        Task(executorPreference: executor) {
            await direct(store)
            isOver.store(true, ordering: .sequentiallyConsistent)
        }
        while !isOver.load(ordering: .sequentiallyConsistent) {
            if executor.step() { continue }
            guard executor.steps < Self.mostSteps, clock.now.offset < Self.longest else {
                return ledger.note("It does not come to an end: \(ledger.summary)")
            }
            guard clock.advance() else { return ledger.note("Nobody can go on: \(ledger.summary)") }
        }
    }

    private func direct(_ store: any JobStore) async {
        var generator = SplitMix64(seed: seed &+ 1)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<scenario.processes {
                let seed = generator.next()
                group.addTask { await live(number, on: store, seed: seed) }
            }
            let seed = generator.next()
            group.addTask { await enqueue(on: store, seed: seed) }
            let other = generator.next()
            group.addTask { await meddle(with: store, seed: other) }
            await watch(store)
            ledger.end()
            group.cancelAll()
        }
        await check(store)
    }

    // MARK: Who takes part

    /// A process that dies and starts anew, until the simulation is over.
    private func live(_ number: Int, on store: any JobStore, seed: UInt64) async {
        var generator = SplitMix64(seed: seed)
        while !Task.isCancelled, !ledger.isOver {
            let faults = ledger.isCalm ? 0 : scenario.faults
            let connection = SimulatedConnection(
                to: store,
                clock: clock,
                executor: executor,
                faults: .init(failsBefore: faults, failsAfter: faults, isSlow: faults),
                seed: generator.next(),
                isCalm: { ledger.isCalm }
            )
            let process = SimulatedProcess(number: ledger.begin(), connection: connection, ledger: ledger, clock: clock)
            await process.run(slots: scenario.slots, deaths: scenario.deaths, executor: executor, seed: generator.next())
            try? await clock.sleep(for: .milliseconds(Int.random(in: 1...8000, using: &generator)))
        }
    }

    private func enqueue(on store: any JobStore, seed: UInt64) async {
        var generator = SplitMix64(seed: seed)
        let client = SimulatedConnection(
            to: store,
            clock: clock,
            executor: executor,
            faults: .init(failsBefore: scenario.faults, failsAfter: scenario.faults, isSlow: scenario.faults),
            seed: generator.next(),
            isCalm: { false }
        )
        for number in 0..<scenario.jobs {
            let job = SimulatedJob(number: number, using: &generator)
            let id = JobID(high: UInt64(number + 1) << 16 | 0x7000, low: 0x8000_0000_0000_0000 | generator.next() >> 2)
            var prepared = PreparedJob(id: id, name: SimulatedJob.name, queue: job.queue, priority: number % 3, payload: job.payload)
            prepared.schedule = Bool.random(using: &generator) ? .now : .after(.milliseconds(Int.random(in: 0...3000, using: &generator)))
            ledger.offer(id, job)
            do {
                _ = try await client.enqueue([prepared])
                ledger.acknowledge(id)
            } catch {
                // The client was not told that it is kept; it may be.
            }
            try? await clock.sleep(for: .milliseconds(Int.random(in: 0...400, using: &generator)))
        }
        ledger.endOffers()
    }

    /// Somebody who pauses queues, cancels jobs, and in the end puts everything right.
    private func meddle(with store: any JobStore, seed: UInt64) async {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<6 {
            try? await clock.sleep(for: .milliseconds(Int.random(in: 0...2000, using: &generator)))
            do {
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: try await store.set(.paused, of: "a")
                case 1: try await store.set(.limit(1), of: "b")
                case 2: try await store.set(.resumed, of: "a")
                default:
                    guard let id = ledger.ids.randomElement(using: &generator) else { continue }
                    ledger.cancel(id)
                    _ = try await store.cancel([id])
                }
            } catch {
                continue
            }
        }
        // A fault of a real store in here would show as one that does not end.
        _ = try? await store.set(.resumed, of: "a")
        ledger.calm()
    }

    /// Returns when nothing is left to do.
    private func watch(_ store: any JobStore) async {
        while true {
            try? await clock.sleep(for: .seconds(1))
            guard ledger.isCalm, ledger.hasAllOffers else { continue }
            let counts = (try? await store.counts()) ?? []
            if counts.allSatisfy(\.state.isFinal) { return }
        }
    }

    // MARK: What must hold in the end

    private func check(_ store: any JobStore) async {
        for (id, fate) in ledger.fates {
            guard let record = try? await store.job(id) else {
                if fate.isAcknowledged { ledger.note("Job \(fate.job.number) was acknowledged and is lost.") }
                continue
            }
            ledger.check(record, against: fate)
        }
    }
}
