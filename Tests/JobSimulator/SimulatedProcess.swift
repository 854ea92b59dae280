import Afterwork
import CoreMetrics
import Logging
import Synchronization
import TestSupport

/// One life of a virtual process: a real worker, until it dies, ends, or the simulation is over.
struct SimulatedProcess: Sendable {
    let number: Int
    let connection: SimulatedConnection
    let ledger: Ledger
    let clock: SimulatedClock

    private struct Payload: Job {
        static let name = SimulatedJob.name
        static let options = JobOptions(
            retry: .fixed(.seconds(1), maximumAttempts: SimulatedJob.maximumAttempts),
            timeout: .seconds(5)
        )
        var number: Int
    }

    /// What a process does when its handler meets its death.
    private struct Dead: Error {}

    func run(slots: Int, deaths: Int, executor: SimulationExecutor, seed: UInt64) async {
        let generator = Mutex(SplitMix64(seed: seed))
        let (death, reaper) = AsyncStream.makeStream(of: Never.self)
        let (shutdown, signal) = AsyncStream.makeStream(of: Never.self)
        let logger = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }
        let queue = JobQueue(store: connection, logger: logger)
        queue.handle(Payload.self) { payload, context in
            let call = ledger.begin(context, payload.number, in: number)
            defer { ledger.end(context, in: number) }
            for _ in 0..<generator.withLock({ Int.random(in: 0..<4, using: &$0) }) { await executor.pause() }
            if !ledger.isCalm, generator.withLock({ Int.random(in: 0..<1000, using: &$0) < deaths }) {
                connection.die()
                ledger.die(number)
                reaper.finish()
                throw Dead()
            }
            try await perform(ledger.act(of: payload.number, call: call), context)
            ledger.succeed(context.id, in: number)
        }
        let worker = Worker(
            queue,
            configuration: .init(concurrency: slots, shutdownGrace: .seconds(5)),
            logger: logger,
            metricsFactory: NOOPMetricsHandler.instance,
            clock: clock,
            crew: SimulatedCrew(executor: executor, shutdown: shutdown)
        ) { policy, attempt in
            // Its waits are fixed, so nothing is random about them.
            policy.delay(afterAttempt: attempt)
        }
        let life = generator.withLock { Duration.seconds(Int.random(in: 1...40, using: &$0)) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await worker.run() }
            group.addTask { for await _ in death {} }
            // Some end in peace, like those that a new release replaces, and some of these are not given the time for it.
            let isPatient = generator.withLock { Bool.random(using: &$0) }
            group.addTask {
                try? await clock.sleep(for: life)
                while ledger.isCalm, !ledger.isOver, !Task.isCancelled { try? await clock.sleep(for: .seconds(60)) }
                signal.finish()
                if isPatient { try? await clock.sleep(for: .seconds(60)) }
            }
            await group.next()
            group.cancelAll()
        }
        ledger.die(number)
    }

    private func perform(_ act: SimulatedJob.Act, _ context: JobContext) async throws {
        switch act {
        case .succeed: break
        case .fail:
            ledger.fail(context.id)
            throw SimulatedFailure()
        case .snooze: throw SnoozeJob(for: .milliseconds(700))
        case .ramble:
            for part in 1...3 {
                try await clock.sleep(for: .milliseconds(300))
                try await context.report(progress: Double(part) / 3)
            }
        case .hang:
            ledger.fail(context.id)
            try await clock.sleep(for: .seconds(3600))
        }
    }
}

struct SimulatedFailure: Error {}

/// Runs everything of a worker on the simulation's one thread. A real `gracefulShutdown()` would leave it: when it is cancelled, tasks of
/// its own run on the system's threads.
struct SimulatedCrew: JobCrew {
    let executor: SimulationExecutor
    let shutdown: AsyncStream<Never>

    var upkeep: any TaskExecutor { executor }
    func start(logger: Logger) {}
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
