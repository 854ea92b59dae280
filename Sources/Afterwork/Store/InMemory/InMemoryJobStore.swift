import Synchronization

/// A store that keeps jobs in this process, and loses them with it: for tests, and to develop without a file.
///
/// ```swift
/// let queue = JobQueue(store: InMemoryJobStore())
/// ```
///
/// It does everything that the durable stores do, by the same conformance suite.
public final class InMemoryJobStore: Sendable {
    private let table: Mutex<JobTable>
    private let listeners = JobListeners()
    private let now: @Sendable () -> UnixTime

    /// Makes an empty store.
    ///
    /// - Parameter now: Its clock; the system's unless given.
    public init(now: @escaping @Sendable () -> UnixTime = { .now }) {
        self.now = now
        table = Mutex(JobTable())
    }

    /// Does one step as a whole, then tells whoever listens what came of it.
    private func step<Result: Sendable>(_ body: (inout JobTable, UnixTime) -> Result) -> Result {
        let (result, news) = table.withLock { table in
            let result = body(&table, now())
            return (result, table.takeNews())
        }
        listeners.tell(news.notices, changed: news.changed)
        return result
    }
}

// JobStore documents them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension InMemoryJobStore: JobStore {
    public func enqueue(_ jobs: [PreparedJob]) async throws -> [Enqueued] {
        step { table, now in jobs.map { table.enqueue($0, at: now) } }
    }

    public func join() async throws -> Incarnation {
        var generator = SystemRandomNumberGenerator()
        return step { table, now in table.join(at: now, random: generator.next()) }
    }

    public func claim(_ request: ClaimRequest) async throws -> Claim {
        step { table, now in table.claim(request, at: now) }
    }

    public func start(_ attempts: [JobAttempt], by incarnation: Incarnation) async throws {
        step { table, _ in table.mark(attempts, of: incarnation, asStarted: true) }
    }

    public func end(_ attempts: [JobAttempt], by incarnation: Incarnation) async throws {
        step { table, _ in table.mark(attempts, of: incarnation, asStarted: false) }
    }

    public func finish(_ attempts: [FinishedAttempt]) async throws -> [Bool] {
        step { table, now in attempts.map { table.finish($0, at: now) } }
    }

    public func report(_ reports: [JobProgress]) async throws {
        step { table, _ in for report in reports { table.report(report) } }
    }

    public func beat(_ incarnation: Incarnation) async throws -> WorkerOrders {
        step { table, _ in table.beat(incarnation) }
    }

    public func reconcile(_ incarnation: Incarnation, holding held: [JobAttempt]) async throws {
        step { table, now in table.reconcile(incarnation, holding: held, at: now) }
    }

    public func leave(_ incarnation: Incarnation) async throws {
        step { table, _ in table.leave(incarnation) }
    }

    public func presences() async throws -> [Presence] {
        step { table, _ in table.presences }
    }

    public func rescue(_ dead: [Presence]) async throws -> [RescuedJob] {
        step { table, now in table.rescue(dead, at: now) }
    }

    public func stage(limit: Int) async throws -> Staging {
        step { table, now in table.stage(limit: limit, at: now) }
    }

    public func prune(_ retention: JobRetention, limit: Int) async throws -> Int {
        step { table, now in table.prune(retention, limit: limit, at: now) }
    }

    public func cancel(_ ids: [JobID]) async throws -> [JobID: JobState] {
        step { table, now in table.cancel(ids, at: now) }
    }

    public func retry(_ ids: [JobID]) async throws -> [JobID: JobState] {
        step { table, now in table.retry(ids, at: now) }
    }

    public func set(_ change: QueueChange, of queue: String) async throws {
        step { table, _ in table.set(change, of: queue) }
    }

    public func job(_ id: JobID) async throws -> JobRecord? {
        step { table, _ in table.record(of: id) }
    }

    public func jobs(_ filter: JobFilter, before: JobID?, limit: Int) async throws -> [JobRecord] {
        step { table, _ in table.records(filter, before: before, limit: limit) }
    }

    public func counts() async throws -> [JobCount] {
        step { table, _ in table.counts }
    }

    public func queues() async throws -> [QueueRecord] {
        step { table, _ in table.queueRecords }
    }

    public func notices() -> AsyncStream<JobNotice> { listeners.notices() }

    public func changes(of id: JobID) -> AsyncStream<Void> { listeners.changes(of: id) }
}
