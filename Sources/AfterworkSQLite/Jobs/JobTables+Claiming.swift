import Afterwork
import GRDB

// Taking jobs.
extension JobTables {
    /// Takes jobs for a worker.
    mutating func claim(_ request: ClaimRequest, at now: UnixTime) throws -> Claim {
        // A worker that was taken for dead and left holds nothing any more and gets nothing.
        guard try isEntered(request.incarnation) else { return Claim(jobs: [], hasSuspects: false) }
        let state: StoredState = request.wantsSuspect ? .suspect : .available
        // By queue and by the kinds that are there and known: however many jobs of an unknown name stand in front, they are not come across.
        let kinds = try Dictionary(grouping: present(in: state).filter { request.names.contains($0.kind.name) }, by: \.kind.queue)
        var rooms: [String: Int] = [:]
        for queue in kinds.keys { rooms[queue] = try room(in: queue) }
        var jobs: [ClaimedJob] = []
        var bytesLeft = ClaimRequest.byteLimit
        try request.fill(from: kinds.keys.sorted()) { queue in
            rooms[queue, default: 0]
        } take: { queue, count in
            let taken = try best(count, of: kinds[queue, default: []], in: state, at: now, bytesLeft: &bytesLeft)
            try take(taken, from: state, for: request.incarnation, at: now)
            jobs += taken.map(\.claimed)
            return taken.count
        }
        return Claim(jobs: jobs, hasSuspects: try hasSuspects(for: request, at: now), isCutShort: bytesLeft <= 0)
    }

    /// The best jobs of some kinds, as many as there is room for.
    private func best(
        _ count: Int,
        of kinds: [NumberedKind],
        in state: StoredState,
        at now: UnixTime,
        bytesLeft: inout Int
    ) throws -> [TakenJob] {
        guard !kinds.isEmpty else { return [] }
        let query = try BoundStatement(Self.best(kinds: kinds.count), in: database)
        // It must not be open any more when the jobs are taken, which moves them in the index that it reads.
        defer { query.reset() }
        try query.bind(all: [state.rawValue, now, count] + kinds.map(\.number))
        let kinds = Dictionary(uniqueKeysWithValues: kinds.map { ($0.number, $0.kind) })
        var best: [TakenJob] = []
        while bytesLeft > 0, try query.next() {
            let job = try TakenJob(query, kinds: kinds, at: now)
            bytesLeft -= job.claimed.payload.count
            best.append(job)
        }
        return best
    }

    /// Takes jobs for a worker.
    private mutating func take(_ jobs: [TakenJob], from state: StoredState, for incarnation: Incarnation, at now: UnixTime) throws {
        let take = try taking(.take, for: incarnation, at: now)
        let takeExpiring = try taking(.takeExpiring, for: incarnation, at: now)
        for job in jobs {
            let statement = job.expires ? takeExpiring : take
            statement.reset()
            try statement.bind(job.seq, at: 3)
            try statement.execute()
            tally.move(job.kind, from: state, to: .running)
            note(job.claimed.attempt.id)
            claimedRows?.note(job.claimed.attempt.id, seq: job.seq, kind: job.kind)
        }
    }

    /// A statement that takes a job, with everything bound but the job.
    private mutating func taking(_ sql: JobSQL, for incarnation: Incarnation, at now: UnixTime) throws -> BoundStatement {
        let statement = try prepared(sql)
        statement.reset()
        try statement.bind(now, at: 1)
        try statement.bind(incarnation, at: 2)
        return statement
    }

    /// The best available jobs among those of so many kinds. SQLite merges the lines of the kinds, and reads no further than it has to in
    /// each.
    static func best(kinds count: Int) -> String {
        if count == 1 { return bestOfOne }
        let parts = stride(from: 0, to: count, by: mergeLimit).map { first in
            (first..<min(first + mergeLimit, count)).map { line(argument: 4 + $0) }.joined(separator: " UNION ALL ") + order
        }
        return parts.count == 1 ? parts[0] : parts.map { "SELECT * FROM (\($0))" }.joined(separator: " UNION ALL ") + order
    }

    /// How many lines are merged at once; SQLite allows 500.
    private static let mergeLimit = 200

    private static let bestOfOne = line(argument: 4) + order

    private static let order = " ORDER BY priority DESC, run_at, seq LIMIT ?3"

    private static func line(argument: Int) -> String {
        """
        SELECT \(TakenJob.columns)
        FROM afterwork_job INDEXED BY afterwork_job_live
        WHERE state = ?1 AND state < 5 AND kind = ?\(argument) AND (expires_at IS NULL OR expires_at > ?2)
        """
    }

    /// How many more of a queue's jobs may run.
    private mutating func room(in queue: String) throws -> Int {
        guard let record = try settings()[queue] else { return .max }
        if record.isPaused { return 0 }
        guard let limit = record.limit else { return .max }
        // What this transaction has moved is not there yet.
        try tally.write(to: database)
        let running = try query(
            "SELECT sum(count) FROM afterwork_tally JOIN afterwork_kind USING (kind) WHERE queue = ? AND state = ?",
            queue,
            StoredState.running.rawValue
        )
        return limit - (try running.first { $0.count(0) } ?? 0)
    }

    private mutating func hasSuspects(for request: ClaimRequest, at now: UnixTime) throws -> Bool {
        for (number, kind) in try present(in: .suspect) where request.names.contains(kind.name) {
            guard request.shares.contains(where: { $0.queue == kind.queue || $0.queue == nil }), try room(in: kind.queue) > 0 else {
                continue
            }
            let inTime = try query(Self.best(kinds: 1), StoredState.suspect.rawValue, now, 1, number)
            if try inTime.first({ _ in true }) ?? false { return true }
        }
        return false
    }
}

// What is there, found by stepping from one kind to the next: it costs as much as there are kinds, however many jobs there are.
extension JobTables {
    typealias NumberedKind = (number: Int64, kind: JobKind)

    /// The kinds of which there are jobs in a state, which is none of the final ones.
    mutating func present(in state: StoredState) throws -> [NumberedKind] {
        let next = try BoundStatement(Self.nextKind, in: database)
        var found: [NumberedKind] = []
        while true {
            try next.bind(state.rawValue, found.last?.number ?? Int64.min)
            guard let number = try next.first({ $0.integer(0) }) else { return found }
            found.append((number, try kinds.kind(number, in: database)))
        }
    }

    static let nextKind = """
        SELECT kind FROM afterwork_job INDEXED BY afterwork_job_live WHERE state = ? AND state < 5 AND kind > ? ORDER BY kind LIMIT 1
        """
}

/// A job that is about to be taken.
private struct TakenJob {
    let seq: Int64
    let kind: Int64
    let expires: Bool
    var claimed: ClaimedJob

    static let columns = "seq, id, fence, kind, payload, failures, crashes, run_at, timeout, retry, trace, expires_at IS NOT NULL, priority"

    /// Reads the present row of a query for ``columns``.
    init(_ row: BoundStatement, kinds: [Int64: JobKind], at now: UnixTime) throws {
        seq = row.integer(0)
        kind = row.integer(3)
        expires = row.integer(11) != 0
        claimed = ClaimedJob(
            attempt: JobAttempt(id: row.id(1), fence: row.integer(2) + 1),
            name: kinds[kind]?.name ?? "",
            queue: kinds[kind]?.queue ?? "",
            payload: row.bytes(4)
        )
        claimed.failures = row.count(5)
        claimed.crashes = row.count(6)
        claimed.waited = max(.zero, now - row.time(7))
        claimed.timeout = row.optional(8) { .microseconds(row.integer($0)) }
        claimed.retry = row.optional(9, row.text).flatMap { RetryPolicy($0) }
        claimed.trace = row.optional(10, row.bytes).map(TraceText.trace) ?? [:]
    }
}
