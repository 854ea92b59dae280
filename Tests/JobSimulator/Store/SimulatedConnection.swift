import Afterwork
import Synchronization
import TestSupport

/// A process's way to the store: it is slow, it fails now and then, and when the process dies it is gone.
///
/// What a process does after its death reaches nobody. A call that is under way when it dies may have been done or not.
final class SimulatedConnection: JobStore {
    private struct State {
        var isDead = false
        var generator: SplitMix64
    }

    private let world: World
    private let store: Witness
    private let process: Int
    private let state: Mutex<State>

    /// - Parameters:
    ///   - world: Where everything happens.
    ///   - process: Whose it is; 0 for those that belong to no process and do not die.
    ///   - seed: Decides what goes wrong.
    init(in world: World, for process: Int, seed: UInt64) {
        self.world = world
        self.process = process
        store = world.store(for: process)
        state = Mutex(State(generator: SplitMix64(seed: seed)))
    }

    func die() {
        state.withLock { $0.isDead = true }
    }

    private var isDead: Bool { state.withLock(\.isDead) }

    private func happens(_ perMille: Int) -> Bool {
        perMille > 0 && !world.ledger.isCalm && state.withLock { Int.random(in: 0..<1000, using: &$0.generator) < perMille }
    }

    private func call<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        let dead = JobStoreUnavailable(.closed, "The simulated process is dead.")
        if isDead { throw dead }
        await travel()
        if happens(world.scenario.faults) { throw JobStoreUnavailable(.busy, "The simulated store is busy.") }
        if isDead, !world.simulated.isRemote || happens(500) { throw dead }
        let isBroken = world.weather.isBroken(for: process, at: world.clock.elapsed)
        // The way there or the way back.
        if isBroken, !happens(500) { throw JobStoreUnavailable(.lost, "The simulated store is out of reach.") }
        let result = try await body()
        await travel()
        if isBroken || isDead || happens(world.scenario.faults) {
            throw JobStoreUnavailable(.lost, "The simulated store's answer is lost.")
        }
        return result
    }

    /// One way, there or back.
    private func travel() async {
        await world.executor.pause()
        // Also for one that is cancelled: it still waits for its store.
        if happens(world.scenario.faults) { await world.clock.wait(for: .milliseconds(50)) }
        if happens(world.scenario.stalls) {
            let seconds = state.withLock { Int.random(in: 1...25, using: &$0.generator) }
            await world.clock.wait(for: .seconds(seconds))
        }
    }

    func enqueue(_ jobs: [PreparedJob]) async throws -> [Enqueued] { try await call { try await store.enqueue(jobs) } }
    func join() async throws -> Incarnation { try await call { try await store.join() } }
    func claim(_ request: ClaimRequest) async throws -> Claim { try await call { try await store.claim(request) } }
    func start(_ attempts: [JobAttempt], by incarnation: Incarnation) async throws {
        try await call { try await store.start(attempts, by: incarnation) }
    }
    func end(_ attempts: [JobAttempt], by incarnation: Incarnation) async throws {
        try await call { try await store.end(attempts, by: incarnation) }
    }
    func finish(_ attempts: [FinishedAttempt]) async throws -> [Bool] { try await call { try await store.finish(attempts) } }
    func report(_ reports: [JobProgress]) async throws { try await call { try await store.report(reports) } }
    func beat(_ incarnation: Incarnation) async throws -> WorkerOrders { try await call { try await store.beat(incarnation) } }
    func reconcile(_ incarnation: Incarnation, holding held: [JobAttempt]) async throws {
        try await call { try await store.reconcile(incarnation, holding: held) }
    }
    func leave(_ incarnation: Incarnation) async throws { try await call { try await store.leave(incarnation) } }
    func presences() async throws -> [Presence] { try await call { try await store.presences() } }
    func rescue(_ dead: [Presence]) async throws -> [RescuedJob] { try await call { try await store.rescue(dead) } }
    func stage(limit: Int) async throws -> Staging { try await call { try await store.stage(limit: limit) } }
    func prune(_ retention: JobRetention, limit: Int) async throws -> Int {
        try await call { try await store.prune(retention, limit: limit) }
    }
    func cancel(_ ids: [JobID]) async throws -> [JobID: JobState] { try await call { try await store.cancel(ids) } }
    func retry(_ ids: [JobID]) async throws -> [JobID: JobState] { try await call { try await store.retry(ids) } }
    func set(_ change: QueueChange, of queue: String) async throws { try await call { try await store.set(change, of: queue) } }
    func job(_ id: JobID) async throws -> JobRecord? { try await call { try await store.job(id) } }
    func jobs(_ filter: JobFilter, before: JobID?, limit: Int) async throws -> [JobRecord] {
        try await call { try await store.jobs(filter, before: before, limit: limit) }
    }
    func counts() async throws -> [JobCount] { try await call { try await store.counts() } }
    func queues() async throws -> [QueueRecord] { try await call { try await store.queues() } }
    func notices() -> AsyncStream<JobNotice> { store.notices() }
    func changes(of id: JobID) -> AsyncStream<Void> { store.changes(of: id) }
}
