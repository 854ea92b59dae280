import Afterwork
import AfterworkSQLite
import AfterworkWeb
import GRDB
import Hummingbird
import TestSupport
import Testing

/// Promise 11: A success reply means that every job enqueued is on disk (fsync), all in one transaction. If that commit fails the client
/// gets a 503 and nothing runs. A handler that throws enqueues nothing.
///
/// That the flush of a job precedes the write of its reply is seen with strace, in `FlushTests`.
@Suite(.timeLimit(.minutes(5)))
struct CommitBeforeReplyTests {
    @API
    struct Orders: RouteProvider {
        let journal: Journal

        /// Enqueues three jobs, one of them of some size.
        @Post("/orders/{size}")
        func placeOrder(size: Int, background: BackgroundTasks) -> Reply<String> {
            background.enqueue(Errand(name: "pick"))
            background.enqueue(Errand(name: String(repeating: "x", count: size)))
            let last = background.enqueue(Errand(name: "post"))
            background.add("thank") { [journal] in journal.note("thanked") }
            journal.note("handled")
            return .accepted(last, "ordered")
        }

        @Post("/failing")
        func fail(background: BackgroundTasks) throws -> String {
            background.enqueue(Errand(name: "never"))
            throw HTTPError(.conflict)
        }
    }

    /// Counts the commits of a database.
    private final class CommitCounter: TransactionObserver, Sendable {
        let count = Counter()

        func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
        func databaseDidChange(with event: DatabaseEvent) {}
        func databaseDidCommit(_ database: Database) { count.add() }
        func databaseDidRollback(_ database: Database) {}
    }

    private let journal = Journal()

    /// What somebody else finds in a file: what is committed.
    private func storedCount(in path: String) throws -> Int? {
        try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM afterwork_jobs") }
    }

    @Test func `A success reply means that every job enqueued is on disk (fsync), all in one transaction.`() async throws {
        try await TemporaryFolder.use { folder in
            let database = try DatabasePool(path: folder.file())
            let store = try SQLiteJobStore(database: database)
            // FULL: a commit returns when the disk has it (sqlite.org/pragma.html#pragma_synchronous).
            #expect(try await database.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
            let commits = CommitCounter()
            database.add(transactionObserver: commits)
            try await LiveServer.run(Orders(journal: journal), store: store, jobs: nil) { server async throws in
                let other = try DatabaseQueue(path: folder.file())
                let gate = Gate()
                defer { gate.open() }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { [journal] in
                        try await other.write { db in
                            try db.execute(sql: "CREATE TABLE held (a)")
                            journal.note("held")
                            gate.block()
                            journal.note("released")
                        }
                    }
                    try await journal.wait(for: "held")
                    group.addTask { [journal] () async throws in
                        #expect(try await server.post("/orders/1").status == 202)
                        journal.note("replied")
                    }
                    try await journal.wait(for: "handled")
                    // The server is up to replying, only not to this request.
                    #expect(try await server.get("/nowhere").status == 404)
                    #expect(journal.lines == ["held", "handled"])
                    gate.open()
                    try await group.waitForAll()
                }
                #expect(journal.lines.filter { $0 != "thanked" } == ["held", "handled", "released", "replied"])
                #expect(try storedCount(in: folder.file()) == 3)
                #expect(commits.count.value == 1)
            }
        }
    }

    @Test func `If that commit fails the client gets a 503 and nothing runs.`() async throws {
        try await TemporaryFolder.use { folder in
            let database = try DatabasePool(path: folder.file())
            let store = try SQLiteJobStore(database: database)
            let journal = journal
            try await LiveServer.run(Orders(journal: journal), store: store) { queue in
                queue.handle(Errand.self) { errand, _ in journal.note(String(errand.name.prefix(4))) }
            } _: { server async throws in
                // The disk is full but for a few pages, of which a small job would not need one.
                let pages = try await database.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
                try await database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = \(pages + 10)") }
                let refused = try await server.post("/orders/200000")
                #expect((refused.status, refused.headers["retry-after"]) == (503, "1"))
                #expect(refused.body.contains("Nothing of it was done"))
                #expect(try await server.queue.jobs() == [])
                #expect(try storedCount(in: folder.file()) == 0)

                try await database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
                #expect(try await server.post("/orders/200000").status == 202)
                try await journal.wait { Set($0).isSuperset(of: ["thanked", "pick", "xxxx", "post"]) }
                // Twice handled, and once done.
                #expect(journal.lines.sorted() == ["handled", "handled", "pick", "post", "thanked", "xxxx"])
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `A handler that throws enqueues nothing.`(kind: StoreKind) async throws {
        let journal = journal
        try await kind.use { store in
            try await LiveServer.run(Orders(journal: journal), store: store) { queue in
                queue.handle(Errand.self) { errand, _ in journal.note(errand.name) }
            } _: { server async throws in
                #expect(try await server.post("/failing").status == 409)
                #expect(try await server.queue.jobs() == [])
                let id = try #require(try await server.post("/orders/1").jobID)
                #expect(try await server.queue.end(of: id)?.state == .completed)
                #expect(try await server.queue.jobs().count == 3)
                #expect(!journal.lines.contains("never"))
            }
        }
    }
}
