import Afterwork
import GRDB
import Testing

@testable import AfterworkSQLite

@Suite struct SchemaTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func `a store that is opened again finds its jobs`() async throws {
        let job = JobMaker().job(payload: #"{"order_id":7}"#)
        do {
            let store = try SQLiteJobStore(path: folder.file("deep/down/jobs.sqlite"))
            _ = try await store.enqueue([job])
            await store.close()
        }
        let store = try SQLiteJobStore(path: folder.file("deep/down/jobs.sqlite"))
        let record = try #require(try await store.job(job.id))
        #expect(String(decoding: record.payload, as: UTF8.self) == #"{"order_id":7}"#)
    }

    @Test func `many that make the same file at the same moment all have it`() async throws {
        for round in 0..<20 {
            let path = folder.file("together-\(round).sqlite")
            let jobs = try await withThrowingTaskGroup(of: JobID.self) { group in
                let maker = JobMaker()
                for _ in 0..<8 {
                    let job = maker.job()
                    group.addTask {
                        let store = try SQLiteJobStore(path: path)
                        _ = try await store.enqueue([job])
                        await store.close()
                        return job.id
                    }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            let store = try SQLiteJobStore(path: path)
            #expect(try await Set(store.jobs(JobFilter(), before: nil, limit: 100).map(\.id)) == jobs)
            await store.close()
        }
    }

    @Test func `a newer version is refused and left as it is`() async throws {
        do {
            let store = try SQLiteJobStore(path: folder.file())
            await store.close()
        }
        let database = try DatabaseQueue(path: folder.file())
        try await database.write { try $0.execute(sql: "UPDATE afterwork_schema SET version = 99; DROP TABLE afterwork_alias") }
        #expect {
            try SQLiteJobStore(path: folder.file())
        } throws: { error in
            let error = error as? JobStoreUnavailable
            return error?.reason == .newer && error?.description.contains("version 99") ?? false
        }
        #expect(try await database.read { try $0.tableExists("afterwork_alias") } == false)
    }

    @Test func `it lives beside an application's tables and migrations`() async throws {
        let database = try DatabasePool(path: folder.file("application.sqlite"))
        var migrator = DatabaseMigrator()
        migrator.registerMigration("orders") { try $0.execute(sql: "CREATE TABLE jobs (id INTEGER PRIMARY KEY)") }
        try migrator.migrate(database)
        try await database.write { try $0.execute(sql: "PRAGMA user_version = 5; PRAGMA application_id = 6") }
        let store = try SQLiteJobStore(database: database)
        migrator.registerMigration("more") { try $0.execute(sql: "CREATE TABLE more (id INTEGER PRIMARY KEY)") }
        try migrator.migrate(database)
        _ = try await store.enqueue([JobMaker().job()])
        _ = try SQLiteJobStore(database: database)
        let (version, application) = try await database.read { database in
            (try Int.fetchOne(database, sql: "PRAGMA user_version"), try Int.fetchOne(database, sql: "PRAGMA application_id"))
        }
        #expect(version == 5)
        #expect(application == 6)
        let isMigrated = try await database.read { [migrator] database in try migrator.hasCompletedMigrations(database) }
        #expect(isMigrated)
    }

    @Test func `an application's database waits for the disk from now on`() async throws {
        let database = try DatabasePool(path: folder.file("application.sqlite"))
        func level() async throws -> Int? {
            try await database.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
        }
        #expect(try await level() == 1)
        let store = try SQLiteJobStore(database: database)
        #expect(try await level() == 2)
        try await database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = NORMAL") }
        _ = try await store.enqueue([JobMaker().job()])
        #expect(try await level() == 2)
    }

    @Test func `an application's database that is not in WAL mode is refused`() throws {
        let database = try DatabaseQueue(path: folder.file("application.sqlite"))
        #expect {
            try SQLiteJobStore(database: database)
        } throws: { ($0 as? JobStoreUnavailable)?.description.contains("journalMode = .wal") ?? false }
    }

    @Test func `a database in memory will do for tests`() async throws {
        let store = try SQLiteJobStore(database: DatabaseQueue())
        _ = try await store.enqueue([JobMaker().job()])
        let worker = try await store.join()
        #expect(try await store.presences() == [Presence(worker, .alive)])
        #expect(try await store.work(as: worker).count == 1)
        #expect(try await store.countsByState() == [.completed: 1])
    }

    @Test func `people read the jobs with sqlite3`() async throws {
        let store = try SQLiteJobStore(path: folder.file())
        let job = JobMaker().job(payload: #"{"order_id":7}"#)
        _ = try await store.enqueue([job])
        let row = try DatabaseQueue(path: folder.file()).read { try Row.fetchOne($0, sql: "SELECT * FROM afterwork_jobs") }
        #expect(row?["id"] == job.id.description)
        #expect(row?["state"] == "available")
        #expect(row?["payload"] == #"{"order_id":7}"#)
    }

    @Test func `every state is stored under a number of its own and found again`() {
        for state in JobState.allCases {
            for stored in StoredState.all(of: [state]) { #expect(stored.state == state) }
            #expect(StoredState(state).isFinal == state.isFinal)
        }
        #expect(StoredState.all(of: Set(JobState.allCases)).count == 9)
        #expect(StoredState(.available, isSuspect: true) == .suspect)
    }
}
