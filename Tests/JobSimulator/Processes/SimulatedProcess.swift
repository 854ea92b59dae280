import Afterwork
import CoreMetrics
import Logging
import Synchronization
import TestSupport

/// One life of a virtual process: a real worker, until it dies, ends, or the simulation is over.
final class SimulatedProcess: Sendable {
    let number: Int
    private let world: World
    private let connection: SimulatedConnection
    private let generator: Mutex<SplitMix64>
    private let (death, reaper) = AsyncStream.makeStream(of: Never.self)
    private let (shutdown, signal) = AsyncStream.makeStream(of: Never.self)

    private struct Payload: Job {
        static let name = SimulatedJob.name
        static let options = JobOptions(
            retry: .fixed(.seconds(1), maximumAttempts: SimulatedJob.maximumAttempts),
            timeout: SimulatedJob.timeout
        )
        var number: Int
    }

    /// What a process does when its handler meets its death.
    private struct Dead: Error {}

    private static let silence = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }

    init(in world: World, seed: UInt64) {
        self.world = world
        number = world.ledger.begin()
        connection = SimulatedConnection(in: world, for: number, seed: seed &+ 1)
        generator = Mutex(SplitMix64(seed: seed))
    }

    private func random(_ range: Range<Int>) -> Int { generator.withLock { Int.random(in: range, using: &$0) } }

    /// Lives until the end, whichever it is.
    func run() async {
        world.trace.note("Process \(number) begins.")
        world.living.add(self)
        let worker = makeWorker()
        await withTaskGroup(of: Void.self) { [self] group in
            group.addTask { try? await worker.run() }
            group.addTask { for await _ in self.death {} }
            group.addTask { await self.live() }
            await group.next()
            group.cancelAll()
        }
        world.trace.note("Process \(number) is over.")
        bury()
    }

    /// Ends it from one step to the next, whatever is under way.
    func die() {
        guard world.ledger.isAlive(number) else { return }
        world.trace.note("Process \(number) dies.")
        connection.die()
        bury()
        reaper.finish()
    }

    private func bury() {
        world.living.remove(self)
        for worker in world.ledger.die(number) { world.simulated.abandon(worker) }
    }

    private func makeWorker() -> Worker {
        let queue = JobQueue(store: connection, logger: Self.silence)
        queue.handle(Payload.self) { [self] payload, context in try await handle(payload, context) }
        let configuration = Worker.Configuration(
            concurrency: world.scenario.slots,
            shutdownGrace: .seconds(5),
            pollInterval: world.scenario.pollInterval,
            lease: Ledger.lease
        )
        return Worker(
            queue,
            configuration: configuration,
            logger: Self.silence,
            metricsFactory: NOOPMetricsHandler.instance,
            clock: world.clock,
            crew: SimulatedCrew(executor: world.executor, shutdown: shutdown)
        ) { policy, attempt in
            // Its waits are fixed, so nothing is random about them.
            policy.delay(afterAttempt: attempt)
        }
    }

    /// Some end in peace, like those that a new release replaces, and some of these are not given the time for it.
    private func live() async {
        let isPatient = random(0..<2) == 0
        try? await world.clock.sleep(for: .seconds(random(1..<41)))
        while world.ledger.isCalm, !world.ledger.isOver, !Task.isCancelled { try? await world.clock.sleep(for: .seconds(5)) }
        let isCalm = world.ledger.isCalm
        signal.finish()
        if isPatient || isCalm { try? await world.clock.sleep(for: Self.patience) }
        if isCalm, !Task.isCancelled { world.ledger.note("Process \(number) was told to end, and does not.") }
    }

    /// How long a worker takes at most to end where nothing goes wrong; at other times that may be short.
    private static let patience = Duration.seconds(60)
}

// What its handler does.
extension SimulatedProcess {
    private func handle(_ payload: Payload, _ context: JobContext) async throws {
        let act = world.ledger.begin(context, payload.number, in: number, at: world.clock.now.offset)
        defer { world.ledger.end(context.attempt, in: number) }
        world.trace.note("Process \(number) runs \(world.ledger.text(context.attempt)) to \(act).")
        for _ in 0..<random(0..<4) { await world.executor.pause() }
        if !world.ledger.isCalm, random(0..<1000) < world.scenario.deathsInHandlers {
            die()
            throw Dead()
        }
        try await perform(act, context)
        world.ledger.conclude(context.attempt, .succeed, in: number)
    }

    private func perform(_ act: SimulatedJob.Act, _ context: JobContext) async throws {
        switch act {
        case .succeed: break
        case .fail:
            world.ledger.conclude(context.attempt, .fail, in: number)
            throw SimulatedFailure()
        case .snooze:
            world.ledger.conclude(context.attempt, .snooze, in: number)
            throw SnoozeJob(for: .milliseconds(700))
        case .discard:
            world.ledger.conclude(context.attempt, .discard, in: number)
            throw DiscardJob("It is not wanted any more.")
        case .ramble:
            for part in 1...3 {
                try await world.clock.sleep(for: .milliseconds(300))
                try await context.report(progress: Double(part) / 3)
            }
        case .hang:
            while true {
                try await world.clock.sleep(for: .milliseconds(1500))
                try await context.report(progress: 0.5, "It goes on at \(world.clock.elapsed).")
            }
        case .die:
            die()
            throw Dead()
        }
    }
}

struct SimulatedFailure: Error {}
