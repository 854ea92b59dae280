import Afterwork
import TestSupport
import Testing

@testable import AfterworkPostgres

/// What happens to statements.
@Suite(.timeLimit(.minutes(2)))
struct StatementFaultTests {
    @Test func `a statement that takes too long is ended by the server, and the store goes on`() async throws {
        try await Office.use { office in
            let store = try PostgresJobStore(connectionString: office.target, schema: office.schema, limit: .milliseconds(500)) { nil }
            let queue = JobQueue(store: store)
            let first = try await queue.enqueue(Entry(pause: 0)).id
            let (isLocked, mayGo) = (Gate(), Gate())
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await office.store.transaction { transaction in
                        try transaction.execute("LOCK TABLE \(office.schema).job IN ACCESS EXCLUSIVE MODE")
                        isLocked.open()
                        mayGo.block()
                    }
                }
                try await isLocked.wait()
                await #expect { try await queue.enqueue(Entry(pause: 0)) } throws: { error in
                    (error as? JobStoreUnavailable)?.reason == .busy
                }
                await #expect { try await store.job(first) } throws: { error in
                    (error as? JobStoreUnavailable)?.reason == .busy && "\(error)".contains("See who holds locks")
                }
                mayGo.open()
                try await group.waitForAll()
            }
            let second = try await queue.enqueue(Entry(pause: 0)).id
            #expect(try await queue.jobs().map(\.id).sorted() == [first, second].sorted())
            await store.close()
        }
    }

    @Test func `whoever enqueues what an open transaction has in its hands waits for it, and nobody else does`() async throws {
        try await Office.use { office in
            let store = try PostgresJobStore(connectionString: office.target, schema: office.schema)
            let queue = JobQueue(store: store)
            let (isHeld, mayEnd) = (Gate(), Gate())
            let id = JobID(high: 0x7000, low: 1 << 63)
            // The others' lane is there.
            _ = try await queue.enqueue(Entry(pause: 0))
            @Sendable func enqueue(_ number: Int) async throws -> Enqueued {
                try await queue.enqueue(Entry(pause: number)) { options in
                    // A key that is taken, a lane that is not there yet, or nothing at all.
                    if number < 80 { options.unique = .by(.key("taken")) }
                    if (80..<100).contains(number) { options.queue = "new" }
                }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                defer { mayEnd.open() }
                group.addTask {
                    try await office.store.transaction { [schema = office.schema] transaction in
                        try transaction.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
                        try transaction.execute("SELECT \(schema).enqueue('entry', '{\"pause\": 0}', unique_key => 'taken')")
                        try transaction.execute("SELECT \(schema).enqueue('entry', '{\"pause\": 0}', queue => 'new')")
                        try transaction.execute("SELECT \(schema).enqueue('entry', '{\"pause\": 0}', id => '\(id)')")
                        isHeld.open()
                        mayEnd.block()
                    }
                }
                try await isHeld.wait()
                group.addTask {
                    // An id that is taken is waited for as well.
                    _ = try? await store.enqueue([PreparedJob(id: id, name: Entry.name, payload: Array("{\"pause\": 0}".utf8))])
                }
                for number in 0..<100 {
                    group.addTask {
                        // The last ones are told that it is not stored, if it takes too long here until the transaction ends.
                        do {
                            let job = try await enqueue(number)
                            if number < 80 { #expect(!job.isNew) }
                        } catch let error as JobStoreUnavailable {
                            #expect(error.reason == .busy)
                        }
                    }
                }
                try await withThrowingTaskGroup(of: Void.self) { others in
                    for number in 100..<200 { others.addTask { _ = try await enqueue(number) } }
                    try await others.waitForAll()
                }
                mayEnd.open()
                try await group.waitForAll()
            }
            let jobs = try await queue.jobs(limit: 1000)
            #expect(jobs.filter { $0.queue == "default" }.count == 103)
            await store.close()
        }
    }

    @Test func `processes that change the same jobs, in whatever order they are named, do not stand in one another's way`() async throws {
        try await Office.use { office in
            let other = try PostgresJobStore(connectionString: office.target, schema: office.schema)
            let ids = try await JobQueue(store: office.store).enqueue(all: (0..<20).map { _ in Entry(pause: 0) }).map(\.id)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (store, order) in [(office.store, ids), (other, ids.reversed())] {
                    group.addTask {
                        for _ in 0..<100 {
                            let counts = (try await store.cancel(order).count, try await store.retry(order).count)
                            #expect(counts == (ids.count, ids.count))
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await office.store.counts().reduce(0) { $0 + $1.count } == ids.count)
            await other.close()
        }
    }

    @Test func `workers that claim from limited queues in different orders do not stand in one another's way`() async throws {
        try await PostgresCluster.use { cluster in
            try await Office.use(on: cluster.connectionString) { office in
                let other = try PostgresJobStore(connectionString: office.target, schema: office.schema)
                let queues = ["a", "b", "c"]
                for queue in queues { try await office.store.set(.limit(5), of: queue) }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for (store, order) in [(office.store, queues), (other, queues.reversed())] {
                        group.addTask {
                            let worker = try await store.join()
                            let shares = order.map { ClaimRequest.Share(queue: $0, fair: 2, most: 5) }
                            for _ in 0..<200 {
                                for queue in order { _ = try await JobQueue(store: store).enqueue(Entry(pause: 0)) { $0.queue = queue } }
                                let request = ClaimRequest(incarnation: worker, names: [Entry.name], shares: shares, limit: 6)
                                let jobs = try await store.claim(request).jobs
                                _ = try await store.finish(jobs.map { FinishedAttempt($0.attempt, .completed(result: nil)) })
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
                let count = try await other.transaction { try $0.execute(deadlocks).rows.first?["deadlocks"] }
                #expect(count == "0")
                await other.close()
            }
        }
    }

    @Test func `a transaction that conflicts with another is done again`() async throws {
        try await Office.use { office in
            let table = "\(office.schema).account"
            try await office.store.transaction { try $0.execute("CREATE TABLE \(table) AS SELECT 0 AS balance") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        for _ in 0..<25 {
                            try await office.store.transaction { transaction in
                                try transaction.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
                                let balance = try transaction.execute("SELECT balance FROM \(table)").rows.first?["balance"].flatMap {
                                    Int($0)
                                }
                                try transaction.execute("UPDATE \(table) SET balance = $1", (balance ?? 0) + 1)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let balance = try await office.store.transaction { try $0.execute("SELECT balance FROM \(table)").rows.first?["balance"] }
            #expect(balance == "100")
        }
    }

    @Test func `workers of an older version go on with tables that a newer one has changed, and both do their work`() async throws {
        try await Office.use { office in
            try await EntryProcess.work(in: office) { older in
                var newer = try #require(Schema(office.schema))
                newer.furtherMigrations = [["ALTER TABLE \(office.schema).job ADD COLUMN colour text;"]]
                let server = Server(target: office.target, schema: newer, place: "the test", limit: .seconds(10))
                let connection = try server.connect()
                let version = Call(Statement(name: "", sql: "SELECT version FROM \(office.schema).version"))
                #expect(try connection.perform([version], within: .seconds(5)).first?.first { $0.count(0) } == 2)
                // Also one that is started only now.
                try await EntryProcess.work(in: office) { second in
                    let ids = try await JobQueue(store: office.store).enqueue(all: (0..<40).map { _ in Entry(pause: 5) }).map { "\($0.id)" }
                    try await office.expectDone(ids)
                    // The last lines may still be on their way here.
                    try await eventually { older.all("has done").count + second.all("has done").count >= ids.count }
                    #expect(older.all("has done").count + second.all("has done").count == ids.count)
                }
            }
        }
    }
}
