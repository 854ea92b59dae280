public import Afterwork
import CLibpq
import Synchronization

/// A store that keeps jobs in PostgreSQL, so that any number of processes on any number of machines share them.
///
/// ```swift
/// let queue = JobQueue(store: try PostgresJobStore(connectionString: "postgres://worker@db.example/shop"))
/// ```
///
/// Its tables are in a schema by themselves, which is made when something is asked for the first time. Nothing that a caller asks for blocks
/// his thread: a few threads of the store's own have a connection each, one that stores jobs for all callers together, one for a worker's
/// claims, one that looks where claims begin, one for outcomes, one for which attempts run, one for upkeep, one for signs of life, one that hears
/// what others do, up to two for questions, and up to four for ``transaction(_:)``. Where the server cannot be reached, callers wait some seconds
/// and are then told so; it goes on by itself when the server is back.
public final class PostgresJobStore: JobStore {
    /// The clock of the store: the server's, unless a test has its own.
    typealias Clock = @Sendable () -> UnixTime?

    let server: Server
    let listeners = JobListeners()
    let now: Clock
    let enqueueing: Enqueueing
    let enqueues: SessionLine<EnqueueOperation>
    let marks: SessionLine<Mark>
    let work: SessionLine<Errand>
    let ends: SessionLine<Errand>
    let upkeep: SessionLine<Errand>
    let beats: SessionLine<Errand>
    let questions: SessionPool
    let transactions: SessionPool
    private let looks: SessionLine<Errand>
    let ids = Mutex(JobIDSequence())
    let claiming: Claiming
    let hearing: Hearing

    var schema: Schema { server.schema }

    /// Where the tables are, for people: schema, database and host, without a password.
    public var place: String { server.place }

    /// A store on a server, which is connected to when something is asked for.
    ///
    /// - Parameters:
    ///   - connectionString: Where the database is, in any form that libpq takes: a URI or a list of settings, with several hosts, TLS,
    ///     service files and passwords from where libpq looks for them.
    ///   - schema: The schema with the tables: lower-case letters, digits and underscores.
    ///   - wakesWorkers: Whether a worker is woken by NOTIFY as soon as there is something to do. If not, it finds work of other processes only
    ///     when it looks, as often as ``Worker/Configuration/pollInterval`` says: for servers that are reached by way of a pool which gives a
    ///     connection to somebody else after each transaction, such as PgBouncer's transaction mode.
    /// - Throws: ``JobStoreUnavailable`` if one of them cannot be read.
    public convenience init(connectionString: String, schema: String = "afterwork", wakesWorkers: Bool = true) throws {
        try self.init(connectionString: connectionString, schema: schema, wakesWorkers: wakesWorkers) { nil }
    }

    init(
        connectionString: String,
        schema: String,
        wakesWorkers: Bool = true,
        limit: Duration = .seconds(10),
        mode: LineMode = .thread,
        now: @escaping Clock
    ) throws {
        guard let schema = Schema(schema) else {
            throw JobStoreUnavailable(
                .lost,
                """
                "\(schema)" is no schema for a job store. Take 1 to 48 lower-case letters, digits and underscores, with no digit and no pg_ in \
                front.
                """
            )
        }
        let place = try Self.place(of: connectionString, schema: schema)
        let server = Server(target: connectionString, schema: schema, place: place, limit: limit, waitsForDisk: mode == .thread)
        let enqueueing = Enqueueing(schema: schema, now: now)
        let listeners = listeners
        self.server = server
        self.now = now
        self.enqueueing = enqueueing
        // Others wait behind whoever waits for a lock. Not behind a pool, which gives the connection with this setting to others.
        let hasty = Server(
            target: connectionString,
            schema: schema,
            place: place,
            limit: limit,
            lockLimit: wakesWorkers ? min(limit, .milliseconds(100)) : nil,
            waitsForDisk: mode == .thread
        )
        enqueues = SessionLine(name: "afterwork-store", server: hasty, mode: mode) { operations, held, session in
            enqueueing.serve(operations, held, &session) { ids, notices in listeners.tell(notices, changed: ids) }
        }
        let marking = Marking(schema: schema)
        marks = SessionLine(name: "afterwork-mark", server: server, mode: mode) { marks, _, session in
            marking.serve(marks, &session)
            return []
        }
        work = SessionLine(name: "afterwork-work", server: server, mode: mode)
        ends = SessionLine(name: "afterwork-end", server: server, mode: mode)
        upkeep = SessionLine(name: "afterwork-keep", server: server, mode: mode)
        // Behind nothing else, and with an end in time well before that of a lease.
        let quick = min(limit, .seconds(3))
        let pulse = Server(
            target: connectionString,
            schema: schema,
            place: place,
            limit: quick,
            patience: quick,
            waitsForDisk: mode == .thread
        )
        beats = SessionLine(name: "afterwork-beat", server: pulse, mode: mode)
        questions = SessionPool(name: "afterwork-ask", size: 2, server: server, mode: mode)
        // How long they take the application decides, so that nobody else is to wait for them.
        transactions = SessionPool(name: "afterwork-tx", size: 4, server: server, mode: mode)
        looks = SessionLine(name: "afterwork-look", server: server, mode: mode)
        let claiming = Claiming(schema: schema, now: now, looks: looks, listeners: listeners)
        self.claiming = claiming
        hearing = Hearing(server: server, listeners: listeners, isWanted: wakesWorkers) { claiming.lookIfDue() }
    }

    deinit {
        close {}
    }

    /// Closes the store when all that it was asked is done. Whoever asks for more gets ``JobStoreUnavailable``.
    public func close() async {
        await withCheckedContinuation { continuation in close { continuation.resume() } }
    }

    private func close(then ending: @escaping @Sendable () -> Void) {
        hearing.end()
        enqueues.close { [marks, work, looks, ends, upkeep, beats, questions, transactions] in
            marks.close {
                work.close {
                    looks.close {
                        ends.close { upkeep.close { beats.close { questions.close { transactions.close(then: ending) } } } }
                    }
                }
            }
        }
    }

    func hear() { hearing.begin() }

    private static let percentAdvice =
        "a port is a number, and what is special in a URI is written with percent signs, also in a password: @ as %40, : as %3A, / as %2F, # as %23 and % as %25"

    /// What libpq says of a connection string, without what it quotes of it where that may be part of a password.
    private static func withoutSecrets(_ text: String, of target: String) -> String {
        let line = String(text.split(whereSeparator: \.isNewline).first ?? "")
        if line.contains("percent-encoded") { return percentAdvice }
        let isName = line.hasPrefix("invalid URI query parameter")
        let isOption = line.hasPrefix("invalid connection option") && !target.contains("password")
        return isName || isOption ? line : line.replacing(/".*"/, with: "\"…\"")
    }

    /// Whether a part of a URI is where another was meant to be, because of a character that has a meaning there.
    private static func isMixedUp(_ values: [String: String], in target: String) -> Bool {
        let isURI = target.hasPrefix("postgres://") || target.hasPrefix("postgresql://")
        let isNoPort = values["port"].map { !$0.allSatisfy { $0.isASCII && $0.isNumber || $0 == "," } } ?? false
        return isNoPort || ["host", "hostaddr"].contains { values[$0]?.contains("@") ?? false }
            || isURI && values["dbname"]?.contains("@") ?? false
    }

    /// What a database is called in messages, which has no password in it.
    private static func place(of target: String, schema: Schema) throws -> String {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(target, &message) else {
            let text = message.map { String(cString: $0) } ?? "there is no memory"
            PQfreemem(message)
            throw JobStoreUnavailable(.lost, "The connection string cannot be read: \(withoutSecrets(text, of: target)).")
        }
        defer { PQconninfoFree(options) }
        var values: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        let host = values["host"] ?? values["hostaddr"] ?? values["service"] ?? "the default host"
        if isMixedUp(values, in: target) { throw JobStoreUnavailable(.lost, "The connection string cannot be read: \(percentAdvice).") }
        let database = values["dbname"].map { "database \"\($0)\"" } ?? "the default database"
        return "schema \"\(schema.name)\" of \(database) on \(host)\(values["port"].map { ":\($0)" } ?? "")"
    }
}
