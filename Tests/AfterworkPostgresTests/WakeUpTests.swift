import Afterwork
import Synchronization
import TestSupport
import Testing

@testable import AfterworkPostgres

/// Notifications are put in order under one lock of the server's, so there are as few as will do.
@Suite(.timeLimit(.minutes(2)))
struct WakeUpTests {
    private static func job(_ number: Int, _ name: String = "send") -> PreparedJob {
        PreparedJob(id: JobID(high: 0x7000, low: 1 << 63 | UInt64(number)), name: name, payload: [])
    }

    private static func request(_ worker: Incarnation, _ names: Set<String> = ["send"], limit: Int) -> ClaimRequest {
        let share = ClaimRequest.Share(queue: nil, fair: limit, most: limit)
        return ClaimRequest(incarnation: worker, names: names, shares: [share], limit: limit)
    }

    /// Two stores of one schema, and how many notifications came on it while something was done.
    private func use(
        _ body: (_ store: PostgresJobStore, _ other: PostgresJobStore, _ count: (() async throws -> Void) async throws -> Int) async throws
            -> Void
    ) async throws {
        let store = try PostgresJobStore.make { nil }
        try await store.beginListening()
        let other = try PostgresJobStore(connectionString: PostgresServer.connectionString, schema: store.schema.name)
        let connection = try Mutex(store.server.connect())
        let channel = store.schema.name
        try connection.withLock { try $0.execute("LISTEN \(channel)", within: .seconds(5)) }
        try await body(store, other) { step in
            try await step()
            // Those of one session come in order, so all are there when this one is.
            _ = try await other.transaction { try $0.execute("SELECT pg_notify('\(channel)', 'the last')") }
            var texts: [String] = []
            while !texts.contains("the last") { texts += try connection.withLock { try $0.notifications(within: .seconds(5)) } }
            return texts.count { $0 != "the last" }
        }
        await other.close()
        try await store.discard()
    }

    @Test func `there is one notification a commit, and none while a worker is awake`() async throws {
        try await use { store, other, count in
            let worker = try await store.join()
            // Nobody sleeps, because nobody has looked yet.
            #expect(try await count { for number in 0..<10 { _ = try await other.enqueue([Self.job(number)]) } } == 0)
            #expect(try await store.claim(Self.request(worker, limit: 5)).jobs.count == 5)
            #expect(try await count { for number in 10..<20 { _ = try await other.enqueue([Self.job(number)]) } } == 0)
            #expect(try await store.claim(Self.request(worker, limit: 15)).jobs.count == 15)
            try await store.fallAsleep(worker)
            #expect(try await count { _ = try await other.enqueue((20..<120).map { Self.job($0) }) } == 1)
            // It sleeps until it has as much as it wants.
            #expect(try await store.claim(Self.request(worker, limit: 1000)).jobs.count == 100)
            #expect(try await count { _ = try await other.enqueue([Self.job(120)]) } == 1)
            #expect(try await store.claim(Self.request(worker, limit: 1)).jobs.count == 1)
            #expect(try await count { _ = try await other.enqueue([Self.job(121)]) } == 0)
        }
    }

    @Test func `as long as one of several workers sleeps, it is told`() async throws {
        try await use { store, other, count in
            let (first, second) = (try await store.join(), try await store.join())
            try await store.fallAsleep(first, ["send"])
            try await store.fallAsleep(second, ["print"])
            #expect(try await count { _ = try await other.enqueue([Self.job(1)]) } == 1)
            #expect(try await store.claim(Self.request(first, limit: 1)).jobs.count == 1)
            // The first is awake, and does not know what the second does.
            #expect(try await count { _ = try await other.enqueue([Self.job(2, "print")]) } == 1)
            #expect(try await store.claim(Self.request(second, ["print"], limit: 1)).jobs.count == 1)
            #expect(try await count { _ = try await other.enqueue([Self.job(3, "print")]) } == 0)
        }
    }

    @Test func `a worker does not sleep while somebody commits who did not see that it would`() async throws {
        try await use { store, other, _ in
            let worker = try await store.join()
            let (isStored, mayCommit) = (Gate(), Gate())
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await other.transaction { transaction in
                        try transaction.enqueue(Self.job(1))
                        isStored.open()
                        mayCommit.block()
                    }
                }
                try await isStored.wait()
                let claim = try await store.claim(Self.request(worker, limit: 10))
                #expect(claim.jobs == [])
                // It is to look again at once.
                #expect(claim.isCutShort)
                mayCommit.open()
                try await group.waitForAll()
            }
            let claim = try await store.claim(Self.request(worker, limit: 10))
            #expect(claim.jobs.map(\.attempt.id) == [Self.job(1).id])
        }
    }

    @Test func `a time is told of when it is the first`() async throws {
        try await use { _, other, count in
            func enqueue(_ number: Int, after pause: Duration) async throws {
                var job = Self.job(number)
                job.schedule = .after(pause)
                _ = try await other.enqueue([job])
            }
            var counts: [Int] = []
            counts.append(try await count { try await enqueue(1, after: .seconds(100)) })
            counts.append(try await count { try await enqueue(2, after: .seconds(200)) })
            counts.append(try await count { try await enqueue(3, after: .seconds(50)) })
            #expect(counts == [1, 0, 1])
        }
    }

    @Test func `a store that is told so uses no notifications, and its workers look by themselves`() async throws {
        let schema = PostgresServer.newSchema()
        let target = try PostgresServer.connectionString
        let store = try PostgresJobStore(connectionString: target, schema: schema, wakesWorkers: false)
        let queue = JobQueue(store: store)
        let other = try PostgresJobStore(connectionString: target, schema: schema, wakesWorkers: false)
        let journal = Journal()
        queue.handle(TransactionTests.SendReceipt.self) { receipt, _ in journal.note("\(receipt.purchase)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await Worker(queue, configuration: .init(pollInterval: .milliseconds(50))).run() }
            defer { group.cancelAll() }
            _ = try await JobQueue(store: other).enqueue(TransactionTests.SendReceipt(purchase: 7))
            try await journal.wait(for: "7")
            let key = UInt32(truncatingIfNeeded: store.schema.sleepers)
            let held = "SELECT count(*) AS count FROM pg_locks WHERE locktype = 'advisory' AND objid = \(key)"
            let count = try await other.transaction { try $0.execute(held).rows.first?["count"] }
            #expect(count == "0")
        }
        await other.close()
        try await store.discard()
    }
}
