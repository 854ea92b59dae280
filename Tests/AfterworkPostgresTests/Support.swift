import Afterwork
import TestSupport
import Testing

@testable import AfterworkPostgres

extension PostgresJobStore {
    /// A store with tables of its own.
    static func make(now: @escaping @Sendable () -> UnixTime?) throws -> PostgresJobStore {
        try PostgresJobStore(connectionString: PostgresServer.connectionString, schema: PostgresServer.newSchema(), now: now)
    }

    /// Waits until what others say is heard, and until it was told that it was not heard before.
    func beginListening() async throws {
        var notices = notices().makeAsyncIterator()
        for _ in JobNotice.allCases { _ = await notices.next() }
    }

    /// Claims for a worker until it sleeps: there is nothing for it, and it is told when there is.
    func fallAsleep(_ worker: Incarnation, _ names: Set<String> = ["send"]) async throws {
        let shares = [ClaimRequest.Share(queue: nil, fair: 100, most: 100)]
        while try await claim(ClaimRequest(incarnation: worker, names: names, shares: shares, limit: 100)).isCutShort {}
    }

    /// Ends the sessions of other connections whose last statement is like a pattern.
    func endSessions(saying pattern: String) async throws {
        let end = """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE application_name = 'afterwork' AND pid <> pg_backend_pid() AND query LIKE '\(pattern)'
            """
        try await questions.perform { session in
            try session.use(isRepeatable: false) { try $0.execute(end, within: .seconds(5)) }
        }
    }

    /// Keeps a transaction open that may yet look at what there is now, so that the server removes nothing of it.
    ///
    /// - Parameters:
    ///   - isHeld: Opened as soon as it does.
    ///   - mayEnd: Until when.
    /// - Throws: What the store throws.
    func holdSnapshot(isHeld: Gate, until mayEnd: Gate) async throws {
        try await transaction { [name = schema.name] transaction in
            try transaction.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            try transaction.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            try transaction.execute("SELECT count(*) FROM \(name).job")
            isHeld.open()
            mayEnd.block()
        }
    }

    /// Has the server look at a table as it does every now and then: remove what is dead, and count what there is.
    func vacuum(_ table: String) async throws {
        let name = schema.name
        try await questions.perform { session in
            try session.use(isRepeatable: true) { try $0.execute("VACUUM ANALYZE \(name).\(table)", within: .seconds(10)) }
        }
    }

    /// Removes the tables, and closes the store.
    func discard() async throws {
        let name = schema.name
        try await questions.perform { session in
            try session.use(isRepeatable: true) { try $0.execute("DROP SCHEMA IF EXISTS \(name) CASCADE", within: .seconds(10)) }
        }
        await close()
    }
}

extension PostgresTransaction {
    /// How many entries of indexes something comes by.
    ///
    /// - Parameters:
    ///   - indexes: Their names, with that of the schema.
    ///   - body: What is done.
    /// - Returns: How many.
    /// - Throws: What `body` throws.
    func passed(_ indexes: String..., by body: () throws -> Void) throws -> Int {
        let sql = "SELECT \(indexes.map { "pg_stat_get_xact_tuples_returned('\($0)'::regclass)" }.joined(separator: " + ")) AS passed"
        // What earlier transactions of this connection have come by may still be counted with it.
        func count() throws -> Int { try #require(try execute(sql).rows.first?["passed"].flatMap { Int($0) }) }
        let before = try count()
        try body()
        return try count() - before
    }
}
