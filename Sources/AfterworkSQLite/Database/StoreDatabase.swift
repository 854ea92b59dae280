import Afterwork
import GRDB
import GRDBSQLite
import Synchronization

/// The database that a store keeps its jobs in: a file of its own, or the application's.
final class StoreDatabase: Sendable {
    private struct Connection {
        var writer: (any DatabaseWriter)?
        /// Of a file of its own, which one was opened.
        var identity: StoreFile.Identity?
        var kinds = Kinds()
        let claimedRows = ClaimedRows()
    }

    private let connection: Mutex<Connection>
    /// Nil if the database is the application's.
    private let file: StoreFile?
    /// What the database is called in messages.
    let place: String
    /// Where the database lies, links resolved; empty if it is in memory.
    let path: String
    /// Names a database in memory, within this process.
    let memoryNumber: UInt

    /// Opens a file, made if need be.
    ///
    /// - Throws: ``JobStoreUnavailable``.
    init(file: StoreFile) throws {
        self.file = file
        place = "\"\(file.path)\""
        do {
            let pool = try Self.patiently { try file.open() }
            path = try Self.prepare(pool, waitsForDisk: file.waitsForDisk, place: place)
            memoryNumber = 0
            connection = Mutex(Connection(writer: pool, identity: file.identity))
        } catch {
            throw JobStoreUnavailable(error, in: "\"\(file.path)\"")
        }
    }

    /// Uses the application's database.
    ///
    /// - Throws: ``JobStoreUnavailable``.
    init(application database: any DatabaseWriter) throws {
        file = nil
        let place = "\"\(database.path)\""
        self.place = place
        memoryNumber = UInt(bitPattern: ObjectIdentifier(database))
        do {
            let isImpatient = if case .immediateError = database.configuration.busyMode { true } else { false }
            try database.writeWithoutTransaction { database in
                try Self.checkJournal(of: database, place: place)
                if isImpatient { Self.ensurePatience(of: database) }
            }
            path = try Self.prepare(database, place: place)
            connection = Mutex(Connection(writer: database))
        } catch {
            throw JobStoreUnavailable(error, in: place)
        }
    }

    /// Has the application's own writes wait for those of others, which GRDB leaves out unless told: with jobs in it, other processes
    /// write to the database as well.
    private static func ensurePatience(of database: Database) {
        sqlite3_busy_handler(database.sqliteConnection, { _, looks in Patience.wait(after: Int(looks)) ? 1 : 0 }, nil)
    }

    /// In another mode readers and writers keep each other out, and the store is as slow as the slowest of them.
    private static func checkJournal(of database: Database, place: String) throws {
        let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode")
        guard mode == "wal" || mode == "memory" else {
            throw JobStoreUnavailable(
                .lost,
                """
                The database \(place) is in journal mode "\(mode ?? "")"; the job store needs "wal". Open it as a DatabasePool, or set \
                `configuration.journalMode = .wal`.
                """
            )
        }
    }

    /// Makes the tables.
    ///
    /// - Returns: Where the database lies.
    private static func prepare(_ database: any DatabaseWriter, waitsForDisk: Bool = true, place: String) throws -> String {
        try patiently {
            try database.writeWithoutTransaction { database in
                if waitsForDisk { try ensureDurability(of: database) }
                try Schema.migrate(database, place: place)
                return sqlite3_db_filename(database.sqliteConnection, "main").map { String(cString: $0) } ?? ""
            }
        }
    }

    /// Does something again while somebody else holds the database. Where two make a file at the same moment, SQLite says so to one of
    /// them at once, without its own patience.
    private static func patiently<Value>(_ body: () throws -> Value) throws -> Value {
        var patience = Patience()
        while true {
            do {
                return try body()
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                guard patience.wait() else { throw error }
            }
        }
    }

    /// Has commits wait for the disk, which GRDB leaves out unless told; it cannot be changed inside a transaction.
    private static func ensureDurability(of database: Database) throws {
        let level = try BoundStatement("PRAGMA synchronous", in: database)
        level.reset()
        if try level.first({ $0.integer(0) }) ?? 0 < 2 { try database.execute(sql: "PRAGMA synchronous = FULL") }
    }

    /// Lets go of the database, of a file of its own after those who are reading.
    func close() {
        connection.withLock { $0.writer = nil }
    }

    private func closed() -> JobStoreUnavailable {
        JobStoreUnavailable(.closed, "The job store in \(place) was closed. Make a new one.")
    }

    private func reader() throws -> any DatabaseWriter {
        guard let writer = connection.withLock(\.writer) else { throw closed() }
        return writer
    }

    /// The database, opened anew if somebody has put another file in its place.
    ///
    /// Without a look at the file, what is stored after it was deleted or replaced would be gone with the next start.
    private func writer() throws -> any DatabaseWriter {
        guard let file else { return try reader() }
        let (writer, opened) = connection.withLock { ($0.writer, $0.identity) }
        guard let writer else { throw closed() }
        guard let identity = file.identity else {
            throw JobStoreUnavailable(
                .lost,
                """
                The job store \(place) is gone: the file was moved or deleted while it was open, so nothing more is stored in it. Put it \
                back in its place together with its -wal file, or a backup without the -wal and -shm files that are still there, which \
                do not belong to it; the store goes on with it then.
                """
            )
        }
        if identity == opened { return writer }
        let pool = try Self.patiently { try file.open() }
        _ = try Self.prepare(pool, waitsForDisk: file.waitsForDisk, place: place)
        connection.withLock { connection in
            // Nil if it was closed meanwhile.
            if connection.writer != nil { connection = Connection(writer: pool, identity: file.identity) }
        }
        return pool
    }
}

// Reading and writing.
extension StoreDatabase {
    /// The kinds of jobs that are known of the database.
    var kinds: Kinds { connection.withLock(\.kinds) }

    /// Where rows of claimed jobs are.
    var claimedRows: ClaimedRows { connection.withLock(\.claimedRows) }

    /// Does something in one transaction, which is on disk when this returns. Blocks the calling thread.
    ///
    /// - Parameter body: What is done; if it throws, it was not.
    /// - Returns: What there is to tell.
    /// - Throws: What the body throws and what SQLite throws.
    func transaction(_ body: (inout JobTables) throws -> Void) throws -> News {
        let writer = try self.writer()
        var patience = Patience()
        while true {
            let news = try writer.writeWithoutTransaction { database -> News? in
                if file == nil { try Self.ensureDurability(of: database) }
                do {
                    try database.cachedStatement(sql: "BEGIN IMMEDIATE TRANSACTION").execute()
                } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && patience.wait() {
                    return nil
                }
                do {
                    let known = kinds
                    var tables = JobTables(database, kinds: known, claimedRows: claimedRows, isOwn: file != nil)
                    try body(&tables)
                    try tables.conclude()
                    try database.cachedStatement(sql: "COMMIT TRANSACTION").execute()
                    // Not before: a kind that was noted in a transaction that failed has no number.
                    if tables.kinds.count > known.count { connection.withLock { [kinds = tables.kinds] in $0.kinds = kinds } }
                    return tables.news
                } catch {
                    // What went wrong before it is what counts.
                    try? database.rollback()
                    throw error
                }
            }
            if let news { return news }
        }
    }

    /// Reads. Never blocks the calling thread.
    ///
    /// - Throws: ``JobStoreUnavailable``.
    func read<Value: Sendable>(_ body: @escaping @Sendable (inout JobTables) throws -> Value) async throws -> Value {
        do {
            let (reader, kinds) = (try reader(), kinds)
            // Not GRDB's own asynchronous function, which fails when the caller's task is cancelled: a worker that shuts down still asks.
            return try await withCheckedThrowingContinuation { continuation in
                reader.asyncRead { database in
                    continuation.resume(
                        with: Result {
                            var tables = JobTables(try database.get(), kinds: kinds)
                            return try body(&tables)
                        }
                    )
                }
            }
        } catch {
            throw JobStoreUnavailable(error, in: place)
        }
    }

    /// Reads, and blocks the calling thread meanwhile.
    ///
    /// - Throws: ``JobStoreUnavailable``.
    func readBlocking<Value>(_ body: (inout JobTables) throws -> Value) throws -> Value {
        do {
            return try reader().read { database in
                var tables = JobTables(database, kinds: kinds)
                return try body(&tables)
            }
        } catch {
            throw JobStoreUnavailable(error, in: place)
        }
    }
}
