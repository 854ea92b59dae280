import Afterwork
import GRDB

// Storing.
extension JobTables {
    /// Stores a job.
    mutating func enqueue(_ job: PreparedJob, at now: UnixTime) throws -> Enqueued {
        let runAt = max(now, job.schedule.time(at: now))
        if let uniqueness = job.uniqueness {
            // Before anything else: a repeated enqueue must not come to be in its own way.
            if let known = try known(job.id) { return known }
            if let other = try conflicting(with: uniqueness, at: now) {
                try execute("INSERT INTO afterwork_alias (id, seq) VALUES (?, ?)", job.id, other.seq)
                if uniqueness.conflict == .replace { try replace(other, by: job, runAt: runAt, at: now) }
                return .existed(other.id)
            }
        }
        if try insert(job, runAt: runAt, at: now) { note(job.id) }
        return .inserted(job.id)
    }

    /// - Returns: Whether it was stored; `false` if its id was there.
    private mutating func insert(_ job: PreparedJob, runAt: UnixTime, at now: UnixTime) throws -> Bool {
        let state: StoredState = runAt > now ? .scheduled : .available
        let kind = try kinds.number(of: JobKind(queue: job.queue, name: job.name), in: database)
        let expiresAt = job.expiry.map { runAt + $0 }
        let wakeAt = state.wakeAt(runAt: runAt, expiresAt: expiresAt)
        let statement = try prepared(.insert)
        statement.reset()
        try statement.bind(state.rawValue, at: 2)
        try statement.bind(kind, at: 3)
        try statement.bind(job.priority, at: 4)
        try statement.bind(runAt, at: 5)
        try statement.bind(now, at: 6)
        try statement.bind(expiresAt, at: 7)
        try statement.bind(wakeAt, at: 8)
        try statement.bind(job.timeout?.wholeMicroseconds, at: 9)
        try statement.bind(job.retry?.description, at: 10)
        try statement.bind(job.uniqueness?.key, at: 11)
        try statement.bind(TraceText.text(of: job.trace), at: 12)
        // These are not copied: they stay where they are until the row is written.
        let isNew = try job.id.withBytes { id in
            try job.payload.withUnsafeBytes { payload in
                try statement.bind(blob: id, at: 1)
                try statement.bind(blob: payload, at: 13)
                defer { statement.clear() }
                return try statement.execute() > 0
            }
        }
        if isNew {
            tally.move(kind, from: nil, to: state)
            tell(of: state, wakeAt: wakeAt)
        }
        return isNew
    }

    /// What became of an id when it was enqueued before; `nil` if it was not.
    private mutating func known(_ id: JobID) throws -> Enqueued? {
        if try find(id) != nil { return .inserted(id) }
        return try query("SELECT job.id FROM afterwork_alias JOIN afterwork_job AS job USING (seq) WHERE afterwork_alias.id = ?", id)
            .first { .existed($0.id(0)) }
    }

    /// A job, by its own id.
    mutating func find(_ id: JobID) throws -> JobRow? {
        let statement = try prepared(.find)
        try statement.bind(id)
        return try statement.first(JobRow.init)
    }

    /// A job, by its own id or an alias of it.
    mutating func resolve(_ id: JobID) throws -> JobRow? {
        if let row = try find(id) { return row }
        return try query("SELECT \(JobRow.columns) FROM afterwork_job WHERE seq = (SELECT seq FROM afterwork_alias WHERE id = ?)", id)
            .first(JobRow.init)
    }
}

// Jobs that are the same.
extension JobTables {
    /// The job last stored that is in the way.
    private func conflicting(with uniqueness: PreparedJob.Uniqueness, at now: UnixTime) throws -> JobRow? {
        let states = uniqueness.states
        let live = try latest(with: uniqueness.key, isDone: false, among: states, since: uniqueness.period, at: now)
        // Only who asks for them meets those that are done with, of which there may be thousands.
        guard states.contains(where: \.isFinal) else { return live }
        let done = try latest(with: uniqueness.key, isDone: true, among: states, since: uniqueness.period, at: now)
        return [live, done].compactMap(\.self).max { $0.seq < $1.seq }
    }

    private func latest(
        with key: [UInt8],
        isDone: Bool,
        among states: Set<JobState>,
        since period: Duration?,
        at now: UnixTime
    ) throws -> JobRow? {
        let query = try query(Self.ofKey, key, isDone ? 1 : 0)
        defer { query.reset() }
        while try query.next() {
            let row = try JobRow(query)
            if let period, query.time(JobRow.columnCount) + period <= now {
                // Behind it are older ones, of those that are done with perhaps thousands.
                if isDone { return nil }
                continue
            }
            if states.contains(row.state.state) { return row }
        }
        return nil
    }

    static let ofKey = """
        SELECT \(JobRow.columns), created_at FROM afterwork_job INDEXED BY afterwork_job_unique
        WHERE unique_key = ? AND unique_key IS NOT NULL AND unique_done = ? ORDER BY seq DESC
        """

    private mutating func replace(_ row: JobRow, by job: PreparedJob, runAt: UnixTime, at now: UnixTime) throws {
        guard !row.state.isFinal, row.state != .running else { return }
        var row = row
        row.runAt = runAt
        row.expiresAt = job.expiry.map { runAt + $0 }
        try execute("UPDATE afterwork_job SET payload = ?, priority = ? WHERE seq = ?", job.payload, job.priority, row.seq)
        try move(row, to: row.state == .retryable ? .retryable : runAt > now ? .scheduled : .available, at: now)
    }
}
