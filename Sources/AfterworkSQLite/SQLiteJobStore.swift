public import Afterwork
public import GRDB
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A store that keeps jobs in an SQLite database, so that nothing that was acknowledged is lost, whatever happens to the process or the
/// machine. There is nothing to install and no server to run.
///
/// ```swift
/// let queue = JobQueue(store: try SQLiteJobStore(path: "guide-data/jobs.sqlite"))
/// ```
///
/// With ``init(database:now:)`` the jobs lie in the application's own database, and ``enqueue(_:in:)`` stores one in the transaction of
/// the application's own writes.
///
/// Several processes may use one database at the same time: web servers that enqueue and workers that run. They wake each other within
/// milliseconds, and when one dies, the others know at once and give its jobs back. For that there is a folder beside the database,
/// `jobs.sqlite-workers`. All of them have to be on one machine; a network file system is refused.
///
/// Every commit waits until it is on the disk. The store has a thread of its own that commits together whatever waits for it, so that
/// many callers are nearly as fast as one transaction with all that they want.
public final class SQLiteJobStore: JobStore {
    let database: StoreDatabase
    let writer: Writer
    let workers: WorkerFolder
    let listeners: JobListeners
    let now: @Sendable () -> UnixTime
    let transactions = ApplicationTransactions()
    private let mode: Writer.Mode
    private let ids = Mutex(JobIDSequence())

    /// Opens a database file of the store's own, and makes it, its folder and its tables if they are not there.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - now: The store's clock; the system's unless given.
    /// - Throws: ``JobStoreUnavailable``: the file is damaged or was made by a newer version, the disk is full, something may not be written,
    ///   or the file lies on another machine.
    public convenience init(path: String, now: @escaping @Sendable () -> UnixTime = { .now }) throws {
        try self.init(StoreDatabase(file: StoreFile(path: path)), mode: .thread(), now: now)
    }

    /// Keeps the jobs in the application's own database, in tables whose names begin with `afterwork_`, and makes those if they are not
    /// there.
    ///
    /// The database must be in WAL mode, as a `DatabasePool` is. Its commits then wait until they are on the disk, the application's own
    /// ones too: `PRAGMA synchronous = FULL`. And its writes wait up to five seconds for those of others, unless its `busyMode` says
    /// something else than to fail at once. Do not call this inside a database access.
    ///
    /// - Parameters:
    ///   - database: The application's database.
    ///   - now: The store's clock; the system's unless given.
    /// - Throws: ``JobStoreUnavailable``, as ``init(path:now:)`` does, or because the database is not in WAL mode.
    public convenience init(database: any DatabaseWriter, now: @escaping @Sendable () -> UnixTime = { .now }) throws {
        try self.init(StoreDatabase(application: database), mode: .thread(), now: now)
    }

    init(_ database: StoreDatabase, mode: Writer.Mode, now: @escaping @Sendable () -> UnixTime) throws {
        let listeners = JobListeners()
        let workers = WorkerFolder(path: database.workersPath)
        self.database = database
        self.workers = workers
        self.listeners = listeners
        self.mode = mode
        self.now = now
        writer = try Writer(database: database, mode: mode, now: now) {
            listeners.tell([.work], changed: EmptyCollection())
        } announce: { news in
            listeners.tell(news.isForetold ? news.notices.subtracting([.work]) : news.notices, changed: news.changed)
            workers.end(news.ended)
            for incarnation in news.gone { workers.remove(incarnation) }
            workers.say(news.notices)
        } end: {
            workers.removeAll()
            database.close()
        }
    }

    deinit {
        writer.close()
    }

    /// Where the database lies: an absolute path, with links resolved; empty if it is in memory.
    public var path: String { database.path }

    /// Closes the store when all that it was asked to write is written. Whoever asks for more gets ``JobStoreUnavailable``.
    ///
    /// A store that is let go of closes itself; call this where it has to be over, because the file is to be moved.
    public func close() async {
        await withCheckedContinuation { continuation in
            writer.close { continuation.resume() }
        }
    }

    /// Does something in a transaction, at the time that the store's clock then shows.
    ///
    /// - Parameter body: What is done.
    /// - Returns: What the body returned.
    /// - Throws: ``JobStoreUnavailable``; then it was not done.
    func write<Value: Sendable>(_ body: @escaping @Sendable (inout JobTables, UnixTime) throws -> Value) async throws -> Value {
        try await writer.perform(body)
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (inout JobTables) throws -> Value) async throws -> Value {
        switch mode {
        case .thread: try await database.read(body)
        case .inline: try database.readBlocking(body)
        }
    }

    func nextIncarnation() -> Incarnation {
        var generator = SystemRandomNumberGenerator()
        return Incarnation(ids.withLock { $0.next(at: now(), random: generator.next()) })
    }

    /// What a worker's pipe does with what other processes say; `nil` for a store whose workers hear nobody.
    var hear: (@Sendable (Set<JobNotice>) -> Void)? {
        switch mode {
        case .thread: { [listeners] notices in listeners.tell(notices, changed: EmptyCollection()) }
        case .inline: nil
        }
    }
}

extension StoreDatabase {
    /// Where workers show that they live. Those of a database in memory can only be in this process.
    var workersPath: String {
        if !path.isEmpty { return path + "-workers" }
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        return "\(folder)/afterwork-\(getpid())-\(memoryNumber)"
    }
}
