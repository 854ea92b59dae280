import Afterwork
import AfterworkSQLite
import TestSupport

/// One of many who use a store at the same time. What it has been told it notes before it does anything else with it.
struct StormCaller {
    private let store: SQLiteJobStore
    private let orders: OrderDatabase?
    private let queue: JobQueue
    private let record: Record
    private var generator: SplitMix64
    private var held: [ClaimedJob] = []

    init(store: SQLiteJobStore, orders: OrderDatabase?, record: Record, seed: UInt64) {
        self.store = store
        self.orders = orders
        self.record = record
        queue = JobQueue(store: store)
        generator = SplitMix64(seed: seed)
    }

    /// Goes on until the process ends.
    mutating func run() async throws {
        let worker = try await record.refusals { try await store.join() }
        // A step that was refused is left at that, and another one is taken.
        while true { try await record.refusals { try await step(as: worker) } }
    }

    private mutating func step(as worker: Incarnation) async throws {
        switch generator.next() % 8 {
        case 0, 1: try await sendParcels()
        case 2: orders == nil ? try await sendParcels() : try await placeOrder()
        case 3, 4: try await claim(as: worker)
        case 5: try await shipOrder()
        default: try await finish()
        }
    }

    private var text: String {
        mutating get { String(repeating: "x", count: Int.random(in: 0...6000, using: &generator)) }
    }

    private mutating func sendParcels() async throws {
        let jobs = try (0...generator.next() % 4).map { _ in try queue.prepare(SendParcel(text: text)) }
        let enqueued = try await store.enqueue(jobs)
        try record.note(enqueued.map { "enqueued \($0.id)" })
    }

    /// Writes an order and its job in one transaction.
    mutating func placeOrder() async throws {
        guard let orders else { return }
        let job = try queue.prepare(ShipOrder(text: text))
        try await orders.write { [store] database in
            try database.execute(sql: "INSERT INTO orders (job) VALUES (?)", arguments: ["\(job.id)"])
            try store.enqueue(job, in: database)
        }
        try record.note(["enqueued \(job.id)"])
    }

    private mutating func claim(as worker: Incarnation) async throws {
        let limit = Int.random(in: 1...8, using: &generator)
        let names: Set = [SendParcel.name, ShipOrder.name]
        let share = ClaimRequest.Share(queue: nil, fair: limit, most: limit)
        let wantsSuspect = generator.next() % 4 == 0
        let request = ClaimRequest(incarnation: worker, names: names, shares: [share], limit: limit, wantsSuspect: wantsSuspect)
        let jobs = try await store.claim(request).jobs
        try record.note(jobs.map { "claimed \($0.attempt.id) \($0.attempt.fence)" })
        held += jobs
        try await store.start(jobs.map(\.attempt).filter { _ in generator.next() % 2 == 0 }, by: worker)
    }

    /// Writes that an order is shipped and that its job is done in one transaction.
    private mutating func shipOrder() async throws {
        guard let orders, let index = held.firstIndex(where: { $0.name == ShipOrder.name }) else { return }
        let attempt = held.remove(at: index).attempt
        try await orders.write { [store] database in
            try database.execute(sql: "UPDATE orders SET is_shipped = 1 WHERE job = ?", arguments: ["\(attempt.id)"])
            try store.finish(attempt, in: database)
        }
        try record.note(["completed \(attempt.id) \(attempt.fence)"])
    }

    private mutating func finish() async throws {
        let ended = held.filter { $0.name == SendParcel.name }
        held.removeAll { $0.name == SendParcel.name }
        let outcomes = ended.map { job in
            switch generator.next() % 4 {
            case 0, 1: ("completed", FinishedAttempt(job.attempt, .completed(result: Array("1".utf8))))
            case 2: ("failed", FinishedAttempt(job.attempt, .failed(error: "no", retryAfter: .seconds(3600))))
            default: ("released", FinishedAttempt(job.attempt, .released))
            }
        }
        let written = try await store.finish(outcomes.map(\.1))
        let words = zip(outcomes, written).map { $1 ? $0.0 : "stale" }
        try record.note(zip(words, ended).map { "\($0) \($1.attempt.id) \($1.attempt.fence)" })
    }
}
