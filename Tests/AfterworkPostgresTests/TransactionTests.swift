import Afterwork
import TestSupport
import Testing

@testable import AfterworkPostgres

/// Jobs and the application's own writes in one transaction.
@Suite(.timeLimit(.minutes(2)))
struct TransactionTests {
    struct SendReceipt: Job {
        var purchase: Int
    }

    /// Uses a store, with a table of an application's beside it.
    private func use(_ body: (PostgresJobStore, JobQueue, _ table: String) async throws -> Void) async throws {
        let store = try PostgresJobStore.make { nil }
        _ = try await store.counts()
        let table = "\(store.schema.name).purchase"
        try await store.transaction { try $0.execute("CREATE TABLE \(table) (id int PRIMARY KEY, amount numeric, note text)") }
        try await body(store, JobQueue(store: store), table)
        try await store.discard()
    }

    private func purchases(_ store: PostgresJobStore, _ table: String) async throws -> [String?] {
        try await store.transaction { try $0.execute("SELECT id FROM \(table) ORDER BY id").rows.map { $0["id"] } }
    }

    @Test func `statements of an application's take and return what PostgreSQL reads and writes`() async throws {
        try await use { store, _, table in
            let result = try await store.transaction { transaction in
                let note: String? = nil
                let inserted = try transaction.execute(
                    "INSERT INTO \(table) VALUES ($1, $2, $3), ($4, $5, $6)",
                    1,
                    12.5,
                    "it's \"ö\"\0",
                    2,
                    "1000000000000000000000.01",
                    note
                )
                #expect(inserted.affected == 2)
                #expect(inserted.rows == [])
                return try transaction.execute("SELECT *, id > $1 AS is_later, '{1,2}'::int[] AS list FROM \(table) ORDER BY id", 1)
            }
            #expect(result.affected == 2)
            #expect(result.rows.first?.columns == ["id", "amount", "note", "is_later", "list"])
            #expect(
                result.rows.map(\.values) == [
                    ["1", "12.5", "it's \"ö\"\u{FFFD}", "f", "{1,2}"], ["2", "1000000000000000000000.01", nil, "t", "{1,2}"],
                ]
            )
            #expect(result.rows.last?["amount"] == "1000000000000000000000.01")
            #expect(result.rows.last?["note"] == nil)
            #expect(result.rows.last?["nothing"] == nil)
        }
    }

    @Test func `a job is there if and when the application's writes are`() async throws {
        struct ChangedMind: Error {}
        try await use { store, queue, table in
            await #expect(throws: ChangedMind.self) {
                try await store.transaction { transaction in
                    try transaction.execute("INSERT INTO \(table) VALUES (1)")
                    try transaction.enqueue(queue.prepare(SendReceipt(purchase: 1)))
                    throw ChangedMind()
                }
            }
            // With a name and a queue of which the server had no lane, and whose lane went with the transaction.
            var jobs = try await queue.jobs()
            #expect(jobs == [])
            let enqueued = try await store.transaction { transaction in
                try transaction.execute("INSERT INTO \(table) VALUES (2)")
                let first = try transaction.enqueue(queue.prepare(SendReceipt(purchase: 2)) { $0.unique = .by(.key("2")) })
                let second = try transaction.enqueue(queue.prepare(SendReceipt(purchase: 2)) { $0.unique = .by(.key("2")) })
                #expect(second == .existed(first.id))
                return first
            }
            jobs = try await queue.jobs()
            #expect(jobs.map(\.id) == [enqueued.id])
            #expect(try await purchases(store, table) == ["2"])
        }
    }

    @Test func `a job is done if and when its handler's writes are there`() async throws {
        try await use { store, queue, table in
            let journal = Journal()
            queue.handle(SendReceipt.self) { receipt, context in
                try await store.transaction { transaction in
                    try transaction.execute("INSERT INTO \(table) VALUES ($1)", receipt.purchase)
                    try transaction.finish(context.attempt, result: Array("true".utf8))
                }
                journal.note("done")
            }
            let id = try await queue.enqueue(SendReceipt(purchase: 1)).id
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await Worker(queue).run() }
                defer { group.cancelAll() }
                try await journal.wait(for: "done")
            }
            let job = try #require(try await queue.status(of: id))
            #expect(job.state == .completed)
            #expect(job.result == Array("true".utf8))
            #expect(try await purchases(store, table) == ["1"])
        }
    }

    @Test func `a stale attempt takes its handler's writes with it, also where its error is caught`() async throws {
        try await use { store, queue, table in
            let worker = try await store.join()
            _ = try await queue.enqueue(SendReceipt(purchase: 1))
            let shares = [ClaimRequest.Share(queue: nil, fair: 1, most: 1)]
            let claim = try await store.claim(ClaimRequest(incarnation: worker, names: [SendReceipt.name], shares: shares, limit: 1))
            let attempt = try #require(claim.jobs.first?.attempt)
            _ = try await store.rescue([Presence(worker, .dead)])
            await #expect(throws: StaleAttempt.self) {
                try await store.transaction { transaction in
                    try transaction.execute("INSERT INTO \(table) VALUES (1)")
                    do { try transaction.finish(attempt) } catch {}
                }
            }
            #expect(try await purchases(store, table) == [])
        }
    }

    @Test func `an error of a statement takes everything with it, also where it is caught`() async throws {
        try await use { store, queue, table in
            await #expect {
                try await store.transaction { transaction in
                    try transaction.enqueue(queue.prepare(SendReceipt(purchase: 1)))
                    do { try transaction.execute("INSERT INTO \(table) VALUES (1), (1)") } catch {}
                }
            } throws: { ($0 as? PostgresFailure)?.code == "23505" }
            let jobs = try await queue.jobs()
            #expect(jobs == [])
        }
    }

    @Test func `a job that is stored after a savepoint was gone back to is found, and so are those after it`() async throws {
        try await use { store, queue, _ in
            let worker = try await store.join()
            var ids: Set<JobID> = []
            for number in 1...2 {
                let id = try await store.transaction { transaction in
                    try transaction.execute("SAVEPOINT a")
                    try transaction.enqueue(queue.prepare(SendReceipt(purchase: number)) { $0.priority = number })
                    try transaction.execute("ROLLBACK TO SAVEPOINT a")
                    return try transaction.enqueue(queue.prepare(SendReceipt(purchase: number)) { $0.priority = number }).id
                }
                ids.insert(id)
                try await store.transaction { transaction in
                    _ = try transaction.enqueue(queue.prepare(SendReceipt(purchase: number)) { $0.priority = number })
                }
            }
            let shares = [ClaimRequest.Share(queue: nil, fair: 10, most: 10)]
            let request = ClaimRequest(incarnation: worker, names: [SendReceipt.name], shares: shares, limit: 10)
            let claimed = try await store.claim(request).jobs.map(\.attempt.id)
            #expect(claimed.count == 4)
            #expect(ids.isSubset(of: claimed))
        }
    }

    @Test func `a transaction that a statement ends is told so`() async throws {
        try await use { store, _, table in
            for end in ["COMMIT", "ROLLBACK"] {
                await #expect {
                    try await store.transaction { transaction in
                        try transaction.execute(end)
                        try transaction.execute("INSERT INTO \(table) VALUES (1)")
                    }
                } throws: { "\($0)".contains("the transaction ends with its closure") }
            }
            // The connection is of use still.
            let kept = try await purchases(store, table)
            #expect(kept == [])
        }
    }

    @Test func `a deadlock is resolved by doing one of the two again`() async throws {
        try await use { store, _, table in
            try await store.transaction { try $0.execute("INSERT INTO \(table) VALUES (1, 0), (2, 0)") }
            let (first, second) = (Gate(), Gate())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (mine, other, opens, waits) in [(1, 2, first, second), (2, 1, second, first)] {
                    group.addTask {
                        try await store.transaction { transaction in
                            try transaction.execute("UPDATE \(table) SET amount = amount + 1 WHERE id = $1", mine)
                            opens.open()
                            waits.block()
                            try transaction.execute("UPDATE \(table) SET amount = amount + 1 WHERE id = $1", other)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let amounts = try await store.transaction { try $0.execute("SELECT amount FROM \(table)").rows.map { $0["amount"] } }
            #expect(amounts == ["2", "2"])
        }
    }

    @Test func `the job of one who stands still in the middle of a transaction is taken from him`() async throws {
        try await use { store, queue, _ in
            let target = try PostgresServer.connectionString
            let frozen = try PostgresJobStore(connectionString: target, schema: store.schema.name, limit: .seconds(1)) { nil }
            let worker = try await frozen.join()
            let id = try await queue.enqueue(SendReceipt(purchase: 1)).id
            let shares = [ClaimRequest.Share(queue: nil, fair: 10, most: 10)]
            let request = ClaimRequest(incarnation: worker, names: [SendReceipt.name], shares: shares, limit: 10)
            let attempt = try #require(try await frozen.claim(request).jobs.first?.attempt)
            let (isHeld, mayGoOn) = (Gate(), Gate())
            try await withThrowingTaskGroup(of: Void.self) { group in
                defer { mayGoOn.open() }
                group.addTask {
                    await #expect(throws: JobStoreUnavailable.self) {
                        try await frozen.transaction { transaction in
                            try transaction.finish(attempt)
                            isHeld.open()
                            mayGoOn.block()
                            try transaction.execute("SELECT 1")
                        }
                    }
                }
                try await isHeld.wait()
                #expect(try await store.rescue([Presence(worker, .dead)]).map(\.id) == [id])
                mayGoOn.open()
                try await group.waitForAll()
            }
            #expect(try await store.job(id)?.state == .available)
            await frozen.close()
        }
    }

    @Test func `questions are answered while more transactions wait than go on at once, and each of those has its turn`() async throws {
        try await use { store, queue, table in
            let (begun, mayEnd) = (Counter(), Gate())
            try await withThrowingTaskGroup(of: Void.self) { group in
                defer { mayEnd.open() }
                for number in 0..<12 {
                    group.addTask {
                        try await store.transaction { transaction in
                            try transaction.execute("INSERT INTO \(table) VALUES ($1, 0)", number)
                            begun.add()
                            mayEnd.block()
                        }
                    }
                }
                try await eventually { begun.value == 4 }
                let counts = try await queue.counts()
                #expect(counts == [])
                mayEnd.open()
                try await group.waitForAll()
            }
            let rows = try await store.transaction { try $0.execute("SELECT FROM \(table)").rows.count }
            #expect(rows == 12)
        }
    }

    @Test func `a store that is closed does first what it was asked, also what waits for its turn`() async throws {
        try await use { store, queue, table in
            let other = try PostgresJobStore(connectionString: PostgresServer.connectionString, schema: store.schema.name)
            let (begun, mayGoOn) = (Counter(), Gate())
            try await withThrowingTaskGroup(of: Void.self) { group in
                defer { mayGoOn.open() }
                for number in 0..<12 {
                    group.addTask {
                        begun.add()
                        try await other.transaction { transaction in
                            mayGoOn.block()
                            try transaction.execute("INSERT INTO \(table) VALUES ($1, 0)", number)
                        }
                    }
                }
                try await eventually { begun.value == 12 && other.transactions.pendingCount == 12 }
                group.addTask { await other.close() }
                try await eventually { !other.transactions.isOpen }
                await #expect(throws: JobStoreUnavailable.self) { try await other.transaction { _ in } }
                mayGoOn.open()
                try await group.waitForAll()
            }
            let rows = try await store.transaction { try $0.execute("SELECT FROM \(table)").rows.count }
            #expect(rows == 12)
        }
    }

    @Test func `several transactions go on beside one another`() async throws {
        try await use { store, _, _ in
            let gates = (0..<4).map { _ in Gate() }
            // Each waits for all.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for gate in gates {
                    group.addTask {
                        try await store.transaction { _ in
                            gate.open()
                            for other in gates { other.block() }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
