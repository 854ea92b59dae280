import Afterwork
import AfterworkPostgres
import AfterworkSQLite
import Foundation
import Logging

/// A store in a file of its own, or in a database of PostgreSQL's.
struct StorePlace {
    /// The file, or a URL that begins with `postgres://`.
    let path: String
    let store: any JobStore
    let queue: JobQueue
    private let ending: @Sendable () async -> Void
    /// The index of a file's write-ahead log. Opened once: whoever closes a file that SQLite has open takes SQLite's own locks on it away.
    private let index: FileHandle?

    /// Opens a store, and makes it if it is not there.
    init(path: String) throws {
        self.path = path
        if Self.isURL(path) {
            let store = try PostgresJobStore(connectionString: path)
            self.store = store
            ending = { await store.close() }
            index = nil
        } else {
            let store = try SQLiteJobStore(path: path)
            self.store = store
            ending = { await store.close() }
            index = FileHandle(forReadingAtPath: path + "-shm")
        }
        queue = JobQueue(store: store, logger: Logger(label: "jobs") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Makes a store in a folder or a database from which an earlier one is removed.
    init(anewIn place: String) async throws {
        if Self.isURL(place) {
            let old = try PostgresJobStore(connectionString: place)
            try await old.transaction { try $0.execute("DROP SCHEMA IF EXISTS afterwork CASCADE") }
            await old.close()
            try self.init(path: place)
        } else {
            for ending in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: "\(place)/jobs.sqlite\(ending)") }
            try self.init(path: "\(place)/jobs.sqlite")
        }
    }

    private static func isURL(_ path: String) -> Bool { path.hasPrefix("postgres://") }

    func close() async { await ending() }

    /// How many transactions have been committed to the file since its write-ahead log was begun; 0 for a database.
    ///
    /// Counted by SQLite itself, in the log's index beside the file (https://sqlite.org/walformat.html, "The WAL-Index Header": iChange).
    var commitCount: Int {
        guard let index, (try? index.seek(toOffset: 8)) != nil, let count = try? index.read(upToCount: 4) else { return 0 }
        return count.reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// Enqueues one job after another, from many callers, as long as they are to go on.
    ///
    /// - Parameters:
    ///   - callers: How many wait for an answer at the same time.
    ///   - goesOn: Asked by each before each job.
    /// - Throws: What the store throws.
    func enqueue(callers: Int, while goesOn: @escaping @Sendable () -> Bool) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<callers {
                group.addTask { [queue] in
                    while goesOn() { try await queue.enqueue(AnalyzeReview()) }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Runs a worker as long as the body takes.
    func withWorker<Value: Sendable>(
        _ configuration: Worker.Configuration = Worker.Configuration(),
        _ body: () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [queue] in try await Worker(queue, configuration: configuration).run() }
            let value = try await body()
            group.cancelAll()
            return value
        }
    }

    /// How many jobs are in a state.
    func count(_ state: JobState) async throws -> Int {
        try await queue.counts().reduce(0) { $1.state == state ? $0 + $1.count : $0 }
    }
}
