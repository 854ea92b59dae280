import Afterwork
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A server with a store's schema in it, and how to connect to it.
final class Server: Sendable {
    let target: String
    let schema: Schema
    /// What the database is called in messages: without a password.
    let place: String
    /// How long an answer may take.
    let limit: Duration
    /// How long it is waited for a lock that somebody else has.
    private let lockLimit: Duration
    /// How long it is tried again what failed because the connection was lost, or because others were in the way.
    let patience: Duration
    /// Whether a commit waits until it is on the disk, as it must wherever anybody relies on it.
    private let waitsForDisk: Bool
    private let isPrepared = Mutex(false)

    init(
        target: String,
        schema: Schema,
        place: String,
        limit: Duration,
        lockLimit: Duration? = nil,
        patience: Duration = .seconds(5),
        waitsForDisk: Bool = true
    ) {
        self.target = target
        self.schema = schema
        self.place = place
        self.limit = limit
        self.lockLimit = lockLimit ?? limit * 9 / 10
        self.patience = patience
        self.waitsForDisk = waitsForDisk
    }

    /// Connects, and makes the tables if this is the first time. Blocks the calling thread.
    ///
    /// - Throws: ``PostgresFailure`` or ``JobStoreUnavailable``.
    func connect() throws -> Connection {
        let connection = try Connection(to: target, within: limit)
        guard connection.serverEncoding == "UTF8" else {
            throw JobStoreUnavailable(
                .lost,
                """
                The database of \(place) keeps text as \(connection.serverEncoding), and what jobs say may not fit into that. Take one of UTF8: \
                CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.
                """
            )
        }
        // The server gives up a little earlier than this side, which then knows that nothing was done.
        let milliseconds = Int(limit * 9 / 10 / .milliseconds(1))
        // And it lets go of what a machine holds that is gone without a word, or a process that stands still in the middle of a transaction.
        let settings = """
            SET statement_timeout = \(milliseconds); SET lock_timeout = \(milliseconds); SET idle_in_transaction_session_timeout = \(milliseconds);
            SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 3; SET tcp_keepalives_count = 3; SET tcp_user_timeout = 15000;
            """
        try connection.execute(settings, within: limit)
        if !waitsForDisk { try connection.execute("SET synchronous_commit = off", within: limit) }
        // Others of this process wait, who need the tables as well.
        try isPrepared.withLock { isPrepared in
            guard !isPrepared else { return }
            try schema.migrate(connection, within: limit, place: place)
            isPrepared = true
        }
        // Not before, for whoever finds that tables are being made waits for them.
        try connection.execute("SET lock_timeout = \(Int(lockLimit / .milliseconds(1)))", within: limit)
        return connection
    }
}

/// A connection that is made when it is needed and made anew when it was lost; of one thread.
struct Session {
    let server: Server
    private var connection: Connection?
    /// Why there is no connection, and since when that is known.
    private var refusal: (failure: PostgresFailure, since: ContinuousClock.Instant)?
    /// When whoever waits is told that it cannot be done.
    var deadline: ContinuousClock.Instant?

    init(server: Server) {
        self.server = server
    }

    private static let shortestPause = Duration.milliseconds(20)
    private static let longestPause = Duration.milliseconds(500)

    /// Has the server do something in one transaction, in one round.
    ///
    /// - Parameters:
    ///   - calls: What.
    ///   - isRepeatable: Whether it may be done twice, where it is not known whether it was done.
    /// - Returns: What each returned.
    /// - Throws: ``PostgresFailure`` or ``JobStoreUnavailable``.
    mutating func perform(_ calls: [Call], isRepeatable: Bool) throws -> [Rows] {
        try use(isRepeatable: isRepeatable) { [server] in try $0.perform(calls, within: server.limit) }
    }

    /// Does something with a connection, again where that helps.
    mutating func use<Value>(isRepeatable: Bool, _ body: (Connection) throws -> Value) throws -> Value {
        let deadline = deadline ?? .now + server.patience
        var pause = Self.shortestPause
        while true {
            var isBegun = false
            do {
                let connection = try open(until: deadline)
                isBegun = true
                return try body(connection)
            } catch let failure as PostgresFailure {
                if failure.isFatal { connection = nil }
                let mayRepeat = failure.isPassing || failure.isFatal && (isRepeatable || !isBegun)
                guard mayRepeat, .now < deadline else { throw failure }
                usleep(useconds_t(pause / .microseconds(1)))
                pause = min(pause * 2, Self.longestPause)
            }
        }
    }

    private mutating func open(until deadline: ContinuousClock.Instant) throws -> Connection {
        // Better now than in the middle of what may not be repeated.
        if connection?.seemsLost() ?? false { connection = nil }
        if let connection { return connection }
        // Of many who wait, only the first tries a server that is not there.
        if let refusal, refusal.since.duration(to: .now) < Self.longestPause, .now >= deadline { throw refusal.failure }
        do {
            let made = try server.connect()
            (connection, refusal) = (made, nil)
            return made
        } catch let failure as PostgresFailure {
            refusal = (failure, .now)
            throw failure
        }
    }

    /// Lets go of the connection.
    mutating func close() {
        connection = nil
    }
}
