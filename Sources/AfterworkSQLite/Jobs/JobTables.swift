import Afterwork
import GRDB

/// A store's tables within one transaction: what its verbs do with them, and what there is to tell once it is committed.
///
/// The verbs are in extensions: ``enqueue(_:at:)``, ``claim(_:at:)``, ``finish(_:at:)`` and so on.
struct JobTables {
    let database: Database
    var kinds: Kinds
    var news = News()
    var tally = Tally()
    /// Nil where nothing is claimed.
    let claimedRows: ClaimedRows?
    /// Whether nobody but the store has to do with the connection.
    private let isOwn: Bool
    private var statements: [BoundStatement?] = Array(repeating: nil, count: JobSQL.allCases.count)
    private var knownSettings: [String: QueueRecord]?

    /// The tables as a transaction finds them.
    ///
    /// - Parameters:
    ///   - database: A connection, inside a transaction.
    ///   - kinds: The kinds of jobs that are known of the database.
    ///   - claimedRows: Where rows of claimed jobs are.
    ///   - isOwn: Whether nobody but the store has to do with the connection.
    init(_ database: Database, kinds: Kinds, claimedRows: ClaimedRows? = nil, isOwn: Bool = false) {
        self.database = database
        self.kinds = kinds
        self.claimedRows = claimedRows
        self.isOwn = isOwn
    }

    /// Writes down what was gathered while operations ran. The last thing before the commit.
    mutating func conclude() throws {
        try tally.write(to: database)
    }

    /// A statement that is run for each job.
    mutating func prepared(_ sql: JobSQL) throws -> BoundStatement {
        if let statement = statements[sql.rawValue] { return statement }
        let statement = try BoundStatement(sql.text, in: database, isObserved: !isOwn)
        statements[sql.rawValue] = statement
        return statement
    }

    /// A statement that is run now and then.
    func query(_ sql: String, _ arguments: any StatementArgument...) throws -> BoundStatement {
        let statement = try BoundStatement(sql, in: database)
        try statement.bind(all: arguments)
        return statement
    }

    /// Executes a statement that is run now and then.
    ///
    /// - Returns: How many rows it changed.
    @discardableResult
    func execute(_ sql: String, _ arguments: any StatementArgument...) throws -> Int {
        let statement = try BoundStatement(sql, in: database)
        try statement.bind(all: arguments)
        return try statement.execute()
    }

    /// Takes note that a job has changed.
    mutating func note(_ id: JobID) {
        news.changed.append(id)
    }

    /// Brings a job that is not being run any more into a state, together with what else of it was changed, and tells what that means
    /// to others.
    mutating func move(_ row: JobRow, to state: JobState, at now: UnixTime) throws {
        let stored = StoredState(state, isSuspect: row.crashes > 0)
        let wakeAt = stored.wakeAt(runAt: row.runAt, expiresAt: row.expiresAt)
        try prepared(.change).run(
            stored.rawValue,
            state.isFinal ? now : nil,
            row.runAt,
            row.expiresAt,
            wakeAt,
            row.failures,
            row.crashes,
            row.error,
            row.isUnique && state.isFinal ? 1 : 0,
            row.seq
        )
        tell(of: stored, wakeAt: wakeAt)
        try tell(row.id, of: row.kind, movedFrom: row.state, to: stored)
    }

    /// Tells workers of a job that waits.
    mutating func tell(of state: StoredState, wakeAt: UnixTime?) {
        if state == .available || state == .suspect { news.notices.insert(.work) }
        if wakeAt != nil { news.notices.insert(.times) }
    }

    /// Counts a job in its new state, and tells what that means to others.
    mutating func tell(_ id: JobID, of kind: Int64, movedFrom old: StoredState, to new: StoredState) throws {
        tally.move(kind, from: old, to: new)
        note(id)
        // A place under the queue's limit has become free.
        if old == .running, try isLimited(kind) { news.notices.insert(.work) }
    }

    private mutating func isLimited(_ kind: Int64) throws -> Bool {
        let settings = try self.settings()
        return try !settings.isEmpty && settings[kinds.kind(kind, in: database).queue]?.limit != nil
    }

    /// What was set for queues.
    mutating func settings() throws -> [String: QueueRecord] {
        if let knownSettings { return knownSettings }
        let records = try QueueRecord.all(in: database)
        knownSettings = records
        return records
    }

    /// Forgets what was read of the queues' settings, because they change.
    mutating func forgetSettings() {
        knownSettings = nil
    }
}

/// What a transaction has to tell once it is committed.
struct News: Sendable {
    /// What workers want to know.
    var notices: Set<JobNotice> = []
    /// Whether workers of this process have been told of work already.
    var isForetold = false
    /// Jobs that changed. Gathered whether anybody watches or not: somebody may begin to before the commit.
    var changed: [JobID] = []
    /// Attempts that have ended, or were stale.
    var ended: [JobAttempt] = []
    /// Workers that have left or were taken for dead.
    var gone: [Incarnation] = []

    mutating func add(_ other: News) {
        notices.formUnion(other.notices)
        changed += other.changed
        ended += other.ended
        gone += other.gone
    }
}

extension QueueRecord {
    /// What was set for queues, by name.
    static func all(in database: Database) throws -> [String: QueueRecord] {
        let query = try BoundStatement("SELECT name, is_paused, running_limit FROM afterwork_queue", in: database)
        query.reset()
        let records = try query.all { row in
            QueueRecord(name: row.text(0), isPaused: row.integer(1) != 0, limit: row.optional(2, row.count))
        }
        return Dictionary(records.map { ($0.name, $0) }) { first, _ in first }
    }
}
