import Afterwork
import GRDB

// What people and workers ask. Nothing here changes anything, so it also works on a connection that only reads.
extension JobTables {
    /// Looks a job up, by its id or an alias of it.
    mutating func record(of id: JobID) throws -> JobRecord? {
        let byID = "SELECT \(JobRecord.columns) FROM afterwork_job WHERE id = ?"
        let byAlias = "SELECT \(JobRecord.columns) FROM afterwork_job WHERE seq = (SELECT seq FROM afterwork_alias WHERE id = ?)"
        return try records(query(byID, id)).first ?? records(query(byAlias, id)).first
    }

    /// Reads all rows of a query for a record's columns.
    mutating func records(_ query: BoundStatement) throws -> [JobRecord] {
        try query.all { row in try JobRecord(row, kind: kinds.kind(row.integer(1), in: database)) }
    }

    /// Counts jobs by queue, name and state.
    mutating func counts() throws -> [JobCount] {
        let rows = try query("SELECT kind, state, count FROM afterwork_tally WHERE count > 0").all { row in
            (kind: try kinds.kind(row.integer(0), in: database), state: try StoredState(stored: row.integer(1)).state, count: row.count(2))
        }
        // Two numbers stand for available.
        let counts = Dictionary(
            rows.map { (JobCount(queue: $0.kind.queue, name: $0.kind.name, state: $0.state, count: 0), $0.count) },
            uniquingKeysWith: +
        )
        return counts.map { JobCount(queue: $0.queue, name: $0.name, state: $0.state, count: $1) }
            .sorted { ($0.queue, $0.name, $0.state.rawValue) < ($1.queue, $1.name, $1.state.rawValue) }
    }

    /// The queues that hold jobs or for which something was set, by name.
    func queueRecords() throws -> [QueueRecord] {
        let settings = try QueueRecord.all(in: database)
        let holding = try query("SELECT DISTINCT queue FROM afterwork_tally JOIN afterwork_kind USING (kind) WHERE count > 0")
            .all { $0.text(0) }
        return Set(settings.keys).union(holding).sorted().map { settings[$0] ?? QueueRecord(name: $0) }
    }

    /// What a worker is to stop.
    func orders(for incarnation: Incarnation) throws -> WorkerOrders {
        guard try isEntered(incarnation) else { return WorkerOrders(isKnown: false, cancelled: []) }
        let cancelled = try query(
            """
            SELECT id FROM afterwork_job INDEXED BY afterwork_job_live
            WHERE state = \(StoredState.running.rawValue) AND state < 5 AND is_cancelled = 1 AND owner = ?
            """,
            incarnation
        )
        return WorkerOrders(isKnown: true, cancelled: try cancelled.all { $0.id(0) }.sorted())
    }

    /// The workers that have joined, and whoever holds jobs without having.
    func incarnations() throws -> [Incarnation] {
        let workers = """
            SELECT incarnation FROM afterwork_worker
            UNION
            SELECT owner FROM afterwork_job INDEXED BY afterwork_job_live
            WHERE state = \(StoredState.running.rawValue) AND state < 5 AND owner IS NOT NULL
            ORDER BY 1
            """
        return try query(workers).all { Incarnation($0.id(0)) }
    }
}
