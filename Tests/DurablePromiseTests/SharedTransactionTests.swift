import Afterwork
import AfterworkSQLite
import AfterworkWeb
import GRDB
import Hummingbird
import TestSupport
import Testing

/// Promise 17: A job can be enqueued in the same transaction as the application's writes. It can finish in the same transaction as its
/// handler's writes.
@Suite(.timeLimit(.minutes(5)))
struct SharedTransactionTests {
    @API
    struct Orders: RouteProvider {
        let database: DatabasePool
        let store: SQLiteJobStore

        @Post("/orders")
        func placeOrder(isValid: Bool) async throws -> Response {
            let prepared = try JobQueue.silent(store).prepare(Errand(name: "receipt"))
            return try await database.write { db in
                try db.execute(sql: "INSERT INTO orders DEFAULT VALUES")
                let job = try store.enqueue(prepared, in: db)
                guard isValid else { throw HTTPError(.conflict) }
                return .accepted(job.id)
            }
        }
    }

    /// Makes an application's database with a store in it.
    private func use(_ use: (DatabasePool, SQLiteJobStore) async throws -> Void) async throws {
        try await TemporaryFolder.use { folder in
            let database = try DatabasePool(path: folder.file("shop.sqlite"))
            try await database.write { try $0.execute(sql: "CREATE TABLE orders (id INTEGER PRIMARY KEY)") }
            try await use(database, SQLiteJobStore(database: database))
        }
    }

    private func orderCount(_ database: DatabasePool) async throws -> Int? {
        try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM orders") }
    }

    @Test func `A job can be enqueued in the same transaction as the application's writes.`() async throws {
        let journal = Journal()
        try await use { database, store in
            try await LiveServer.run(Orders(database: database, store: store), store: store) { queue in
                queue.handle(Errand.self) { _, _ in journal.note("sent") }
            } _: { server async throws in
                #expect(try await server.post("/orders?is_valid=false").status == 409)
                #expect(try await orderCount(database) == 0)
                #expect(try await server.queue.jobs() == [])

                let id = try #require(try await server.post("/orders?is_valid=true").jobID)
                #expect(try await orderCount(database) == 1)
                #expect(try await server.queue.end(of: id)?.state == .completed)
                #expect(journal.lines == ["sent"])
            }
        }
    }

    @Test func `It can finish in the same transaction as its handler's writes.`() async throws {
        let numbers = Journal()
        try await use { database, store in
            try await RunningWorker.run(store) { queue in
                queue.handle(Errand.self) { _, context in
                    try await database.write { db in
                        try db.execute(sql: "INSERT INTO orders DEFAULT VALUES")
                        try store.finish(context.attempt, result: Array("7".utf8), in: db)
                        numbers.note("\(context.number)")
                        // Rolls both back.
                        if context.number == 1 { throw Broken() }
                    }
                    // The job has ended already, whatever becomes of the rest of its handler.
                    throw Broken()
                }
            } _: { running async throws in
                let id = try await running.queue.enqueue(Errand(name: "book")).id
                #expect(try await running.queue.result(of: id, as: Int.self) == 7)
                #expect(try await orderCount(database) == 1)
                #expect(try await store.job(id)?.failures == 1)
            }
            #expect(numbers.lines == ["1", "2"])
        }
    }
}
