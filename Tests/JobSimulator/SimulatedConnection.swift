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

    private let store: any JobStore
    private let clock: SimulatedClock
    private let executor: SimulationExecutor
    private let faults: Faults
    private let state: Mutex<State>

    /// How often a store's call goes wrong, each in a thousand.
    struct Faults {
        var failsBefore = 0
        var failsAfter = 0
        var isSlow = 0
    }

    private let isCalm: @Sendable () -> Bool

    init(
        to store: any JobStore,
        clock: SimulatedClock,
        executor: SimulationExecutor,
        faults: Faults,
        seed: UInt64,
        isCalm: @escaping @Sendable () -> Bool
    ) {
        self.store = store
        self.clock = clock
        self.executor = executor
        self.faults = faults
        self.isCalm = isCalm
        state = Mutex(State(generator: SplitMix64(seed: seed)))
    }

    func die() {
        state.withLock { $0.isDead = true }
    }

    var isDead: Bool { state.withLock(\.isDead) }

    private func happens(_ perMille: Int) -> Bool {
        perMille > 0 && !isCalm() && state.withLock { Int.random(in: 0..<1000, using: &$0.generator) < perMille }
    }

    private func call<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        await executor.pause()
        // A process whose task is cancelled still waits for its store, which a cancelled sleep would not.
        if happens(faults.isSlow), !Task.isCancelled { try? await clock.sleep(for: .milliseconds(50)) }
        if happens(faults.failsBefore) { throw JobStoreUnavailable(.busy, "The simulated store is busy.") }
        if isDead { throw JobStoreUnavailable(.closed, "The simulated process is dead.") }
        let result = try await body()
        await executor.pause()
        if isDead || happens(faults.failsAfter) { throw JobStoreUnavailable(.lost, "The simulated store's answer is lost.") }
        return result
    }

    func enqueue(_ jobs: [PreparedJob]) async throws -> [Enqueued] { try await call { try await store.enqueue(jobs) } }
    func join() async throws -> Incarnation { try await call { try await store.join() } }
    func claim(_ request: ClaimRequest) async throws -> Claim { try await call { try await store.claim(request) } }
    func start(_ attempts: [JobAttempt], by incarnation: Incarnation) async throws {
        try await call { try await store.start(attempts, by: incarnation) }
    }
    func finish(_ attempts: [FinishedAttempt]) async throws -> [Bool] { try await call { try await store.finish(attempts) } }
    func report(_ reports: [JobProgress]) async throws { try await call { try await store.report(reports) } }
    func beat(_ incarnation: Incarnation) async throws -> WorkerOrders { try await call { try await store.beat(incarnation) } }
    func reconcile(_ incarnation: Incarnation, holding held: [JobAttempt]) async throws {
        try await call { try await store.reconcile(incarnation, holding: held) }
    }
    func leave(_ incarnation: Incarnation) async throws { try await call { try await store.leave(incarnation) } }
    func presences() async throws -> [Presence] { try await call { try await store.presences() } }
    func rescue(_ dead: [Incarnation]) async throws -> [RescuedJob] { try await call { try await store.rescue(dead) } }
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
