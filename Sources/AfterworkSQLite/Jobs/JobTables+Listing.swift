import Afterwork
import GRDB

// Pages of jobs.
extension JobTables {
    /// Lists jobs, the newest first.
    ///
    /// Nearly always by walking back along the ids until the page is full. Jobs of which there are few among many would be a long walk
    /// apart, so those are all looked up by state and kind, and put in order.
    mutating func records(_ filter: JobFilter, before: JobID?, limit: Int) throws -> [JobRecord] {
        let states = StoredState.all(of: filter.states ?? Set(JobState.allCases))
        let kinds = try self.kinds.all(in: database).filter { _, kind in
            filter.queues?.contains(kind.queue) ?? true && filter.names?.contains(kind.name) ?? true
        }
        var page = JobPage(kinds: filter.queues == nil && filter.names == nil ? nil : kinds.keys.sorted(), before: before, limit: limit)
        // SQLite takes no index for a condition that nothing can meet.
        if states.isEmpty || page.kinds?.isEmpty ?? false { return [] }
        guard try isRare(states, of: page.kinds) else {
            page.states = filter.states.map { _ in states }
            return try records(page.query(by: "afterwork_job_id", in: database))
        }
        var found: [JobRecord] = []
        for (part, index, condition) in [
            (states.filter { !$0.isFinal }, "afterwork_job_live", "state < 5"),
            (states.filter(\.isFinal), "afterwork_job_finished", "state >= 5"),
        ] where !part.isEmpty {
            page.states = part
            found += try records(page.query(by: index, where: condition, in: database))
        }
        return Array(found.sorted { $0.id > $1.id }.prefix(limit))
    }

    /// Whether few of all jobs are in some states and of some kinds.
    private func isRare(_ states: [StoredState], of kinds: [Int64]?) throws -> Bool {
        let counts = try query("SELECT kind, state, count FROM afterwork_tally").all { ($0.integer(0), $0.integer(1), $0.count(2)) }
        let (wantedStates, wantedKinds) = (Set(states.map(\.rawValue)), kinds.map { Set($0) })
        let total = counts.reduce(0) { $0 + $1.2 }
        let some = counts.reduce(0) { wantedStates.contains($1.1) && wantedKinds?.contains($1.0) ?? true ? $0 + $1.2 : $0 }
        return some <= max(1000, total / 20)
    }
}

/// A page of jobs that is to be read.
private struct JobPage {
    /// `nil` for any.
    var kinds: [Int64]?
    /// `nil` for any.
    var states: [StoredState]?
    let before: JobID?
    let limit: Int

    init(kinds: [Int64]?, before: JobID?, limit: Int) {
        self.kinds = kinds
        self.before = before
        self.limit = limit
    }

    func query(by index: String, where indexed: String? = nil, in database: Database) throws -> BoundStatement {
        var conditions = indexed.map { [$0] } ?? []
        var arguments: [any StatementArgument] = []
        func add(_ column: String, _ values: [Int64]?) {
            guard let values else { return }
            conditions.append("\(column) IN (\(Array(repeating: "?", count: values.count).joined(separator: ", ")))")
            arguments += values
        }
        add("state", states?.map(\.rawValue))
        add("kind", kinds)
        if let before {
            conditions.append("id < ?")
            arguments.append(before)
        }
        let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        let query = try BoundStatement(
            "SELECT \(JobRecord.columns) FROM afterwork_job INDEXED BY \(index) \(condition) ORDER BY id DESC LIMIT ?",
            in: database,
            // There are as many texts as there are numbers of values.
            isKept: false
        )
        try query.bind(all: arguments + [limit])
        return query
    }
}

extension JobRecord {
    static let columns = """
        id, kind, priority, payload, state, created_at, run_at, failures, crashes, expires_at, claimed_at, finished_at, is_cancelled, \
        progress, message, result, error
        """

    /// Reads the present row of a query for ``columns``.
    ///
    /// - Throws: ``JobStoreUnavailable`` if the row is not what a store writes.
    init(_ row: BoundStatement, kind: JobKind) throws {
        self.init(
            id: row.id(0),
            name: kind.name,
            queue: kind.queue,
            priority: row.count(2),
            payload: row.bytes(3),
            state: try StoredState(stored: row.integer(4)).state,
            createdAt: row.time(5),
            runAt: row.time(6)
        )
        failures = row.count(7)
        crashes = row.count(8)
        expiresAt = row.optional(9, row.time)
        claimedAt = row.optional(10, row.time)
        finishedAt = row.optional(11, row.time)
        isCancelled = row.integer(12) != 0
        progress = row.optional(13, row.real)
        message = row.optional(14, row.text)
        result = row.optional(15, row.bytes)
        error = row.optional(16, row.text)
    }
}
