import Afterwork

/// A store that passes on to another what it is asked, but for what it does itself.
protocol StoreWrapper: JobStore {
    var store: any JobStore { get }
}

extension StoreWrapper {
    func enqueue(_ jobs: [PreparedJob]) async throws -> [Enqueued] { try await store.enqueue(jobs) }
    func join() async throws -> Incarnation { try await store.join() }
    func claim(_ request: ClaimRequest) async throws -> Claim { try await store.claim(request) }
    func start(_ attempts: [JobAttempt], by incarnation: Incarnation) async throws { try await store.start(attempts, by: incarnation) }
    func end(_ attempts: [JobAttempt], by incarnation: Incarnation) async throws { try await store.end(attempts, by: incarnation) }
    func finish(_ attempts: [FinishedAttempt]) async throws -> [Bool] { try await store.finish(attempts) }
    func report(_ reports: [JobProgress]) async throws { try await store.report(reports) }
    func beat(_ incarnation: Incarnation) async throws -> WorkerOrders { try await store.beat(incarnation) }
    func reconcile(_ incarnation: Incarnation, holding held: [JobAttempt]) async throws {
        try await store.reconcile(incarnation, holding: held)
    }
    func leave(_ incarnation: Incarnation) async throws { try await store.leave(incarnation) }
    func presences() async throws -> [Presence] { try await store.presences() }
    func rescue(_ dead: [Presence]) async throws -> [RescuedJob] { try await store.rescue(dead) }
    func stage(limit: Int) async throws -> Staging { try await store.stage(limit: limit) }
    func prune(_ retention: JobRetention, limit: Int) async throws -> Int { try await store.prune(retention, limit: limit) }
    func cancel(_ ids: [JobID]) async throws -> [JobID: JobState] { try await store.cancel(ids) }
    func retry(_ ids: [JobID]) async throws -> [JobID: JobState] { try await store.retry(ids) }
    func set(_ change: QueueChange, of queue: String) async throws { try await store.set(change, of: queue) }
    func job(_ id: JobID) async throws -> JobRecord? { try await store.job(id) }
    func jobs(_ filter: JobFilter, before: JobID?, limit: Int) async throws -> [JobRecord] {
        try await store.jobs(filter, before: before, limit: limit)
    }
    func counts() async throws -> [JobCount] { try await store.counts() }
    func queues() async throws -> [QueueRecord] { try await store.queues() }
    func notices() -> AsyncStream<JobNotice> { store.notices() }
    func changes(of id: JobID) -> AsyncStream<Void> { store.changes(of: id) }
}
