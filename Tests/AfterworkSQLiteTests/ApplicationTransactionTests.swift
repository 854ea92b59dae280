import Afterwork
import GRDB
import TestSupport
import Testing

@testable import AfterworkSQLite

@Suite(.timeLimit(.minutes(5)))
struct ApplicationTransactionTests {
    private let folder: TemporaryFolder
    private let database: DatabasePool
    private let store: SQLiteJobStore
    private let maker = JobMaker()

    init() throws {
        folder = try TemporaryFolder()
        database = try DatabasePool(path: folder.file("application.sqlite"))
        try database.write { try $0.execute(sql: "CREATE TABLE orders (id INTEGER PRIMARY KEY)") }
        store = try SQLiteJobStore(database: database)
    }

    private func orderCount() async throws -> Int? {
        try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM orders") }
    }

    @Test func `a job that is enqueued in a transaction is there with it, and whoever waits is told then`() async throws {
        var notices = store.notices().makeAsyncIterator()
        let job = maker.job()
        try await database.write { [store] db in
            try db.execute(sql: "INSERT INTO orders DEFAULT VALUES")
            #expect(try store.enqueue(job, in: db) == .inserted(job.id))
            #expect(try store.enqueue(job, in: db) == .inserted(job.id))
        }
        #expect(await notices.next() == .work)
        #expect(try await store.job(job.id)?.state == .available)
        #expect(try await orderCount() == 1)
    }

    @Test func `a transaction that is rolled back leaves no job and tells nobody`() async throws {
        struct Fault: Error {}
        let (lost, kept) = (maker.job(), maker.job())
        var changes = store.changes(of: lost.id).makeAsyncIterator()
        await #expect(throws: Fault.self) {
            try await database.write { [store] db in
                try store.enqueue(lost, in: db)
                throw Fault()
            }
        }
        #expect(try await store.job(lost.id) == nil)
        // The next transaction tells of its own.
        try await database.write { [store] db in _ = try store.enqueue(kept, in: db) }
        #expect(try await store.countsByState() == [.available: 1])
        _ = try await store.enqueue([lost])
        #expect(await changes.next() != nil)
    }

    @Test func `a job outside of any transaction is stored in one of its own`() async throws {
        var notices = store.notices().makeAsyncIterator()
        let job = maker.job()
        try await database.writeWithoutTransaction { [store] db in _ = try store.enqueue(job, in: db) }
        #expect(await notices.next() == .work)
        #expect(try await store.job(job.id) != nil)
    }

    @Test func `an application's writes wait for those of another process, as the store's do`() async throws {
        let other = try DatabaseQueue(path: folder.file("application.sqlite"))
        let (gate, journal) = (Gate(), Journal())
        defer { gate.open() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await other.write { db in
                    try db.execute(sql: "CREATE TABLE held (a)")
                    journal.note("held")
                    gate.block(forMilliseconds: 100)
                }
            }
            try await journal.wait(for: "held")
            try await database.write { try $0.execute(sql: "INSERT INTO orders DEFAULT VALUES") }
            try await group.waitForAll()
        }
        #expect(try await orderCount() == 1)
        // What an application says about it itself is left as it is.
        var configuration = Configuration()
        configuration.busyMode = .timeout(0.25)
        let patient = try DatabasePool(path: folder.file("application.sqlite"), configuration: configuration)
        _ = try SQLiteJobStore(database: patient)
        let timeout = try await patient.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA busy_timeout") }
        #expect(timeout == 250)
    }

    @Test func `a job finishes with its handler's writes`() async throws {
        let worker = try await store.join()
        _ = try await store.enqueue([maker.job()])
        let attempt = try #require(try await store.claim(ClaimRequest(worker)).jobs.first?.attempt)
        try await store.start([attempt], by: worker)
        try await database.write { [store] db in
            try db.execute(sql: "INSERT INTO orders DEFAULT VALUES")
            try store.finish(attempt, result: Array("7".utf8), in: db)
        }
        let record = try #require(try await store.job(attempt.id))
        #expect(record.state == .completed)
        #expect(record.result == Array("7".utf8))
        #expect(try await store.countsByState() == [.completed: 1])
        #expect(try await store.finish([FinishedAttempt(attempt, .completed(result: nil))]) == [false])
    }

    @Test func `a stale attempt takes its handler's writes with it`() async throws {
        let (dead, worker) = (try await store.join(), try await store.join())
        _ = try await store.enqueue([maker.job()])
        let stale = try #require(try await store.claim(ClaimRequest(dead)).jobs.first?.attempt)
        _ = try await store.rescue([Presence(dead, .dead)])
        let attempt = try #require(try await store.claim(ClaimRequest(worker)).jobs.first?.attempt)
        await #expect(throws: StaleAttempt(stale)) {
            try await database.write { [store] db in
                try db.execute(sql: "INSERT INTO orders DEFAULT VALUES")
                try store.finish(stale, in: db)
            }
        }
        #expect(try await orderCount() == 0)
        #expect(try await store.finish([FinishedAttempt(attempt, .completed(result: nil))]) == [true])
    }

    @Test func `what fails in a transaction that goes on leaves nothing half done`() async throws {
        let job = maker.job { $0.uniqueness = .init(key: [1], period: nil, states: JobUniqueness.unfinished, conflict: .keep) }
        try await database.write { [store, maker] db in
            try db.execute(sql: "CREATE TEMP TRIGGER fault BEFORE INSERT ON afterwork_job BEGIN SELECT raise(ABORT, 'fault'); END")
            #expect(throws: JobStoreUnavailable.self) { try store.enqueue(job, in: db) }
            try db.execute(sql: "DROP TRIGGER fault")
            try store.enqueue(maker.job(), in: db)
        }
        #expect(try await store.job(job.id) == nil)
        #expect(try await store.countsByState() == [.available: 1])
    }

    @Test func `a database without the store's tables is told apart`() async throws {
        let other = try DatabaseQueue()
        try await other.write { [store, maker] db in
            let error = #expect(throws: JobStoreUnavailable.self) { try store.enqueue(maker.job(), in: db) }
            #expect(error?.description.contains("no such table") ?? false)
        }
    }
}
