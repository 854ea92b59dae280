import Afterwork
import GRDB

// What any worker does for all.
extension JobTables {
    /// Takes their jobs from workers that are dead.
    ///
    /// - Parameters:
    ///   - dead: The workers.
    ///   - now: What the store's clock shows.
    ///   - started: The attempts of a worker that had started.
    /// - Returns: The jobs that were theirs.
    /// - Throws: `DatabaseError`.
    mutating func rescue(
        _ dead: [Incarnation],
        at now: UnixTime,
        started: (Incarnation) -> Set<JobAttempt>
    ) throws -> [RescuedJob] {
        var orphans: [JobRow] = []
        for incarnation in dead {
            try leave(incarnation)
            let held = try query(Self.heldBy, incarnation).all(JobRow.init)
            guard !held.isEmpty else { continue }
            let started = started(incarnation)
            orphans += held.map { row in
                var row = row
                if started.contains(JobAttempt(id: row.id, fence: row.fence)) {
                    row.crashes += 1
                    row.error = "The process that ran it died."
                }
                return row
            }
        }
        var rescued: [RescuedJob] = []
        for row in orphans.sorted(by: { $0.seq < $1.seq }) {
            let event = JobEvent.orphaned(crashes: row.crashes, isCancelled: row.isCancelled)
            guard let state = JobTransition.state(from: .running, on: event) else { continue }
            try move(row, to: state, at: now)
            rescued.append(RescuedJob(id: row.id, name: try kinds.kind(row.kind, in: database).name, state: state, crashes: row.crashes))
        }
        return rescued
    }

    /// Makes available what is due, and discards what is too late.
    mutating func stage(limit: Int, at now: UnixTime) throws -> Staging {
        var staged = 0
        var expired = 0
        for row in try query(Self.awake, now, limit).all(JobRow.init) {
            var row = row
            let isLate = row.expiresAt.map { $0 <= now } ?? false
            guard let state = JobTransition.state(from: row.state.state, on: isLate ? .expired : .due) else { continue }
            if isLate {
                row.error = "It had not begun in time."
                expired += 1
            } else {
                staged += 1
            }
            try move(row, to: state, at: now)
        }
        let next = try query(Self.nextWake).first { $0.time(0) }
        return Staging(staged: staged, expired: expired, next: next.map { max(.zero, $0 - now) })
    }

    static let awake = """
        SELECT \(JobRow.columns) FROM afterwork_job INDEXED BY afterwork_job_wake
        WHERE wake_at IS NOT NULL AND wake_at <= ? ORDER BY wake_at, seq LIMIT ?
        """

    static let nextWake =
        "SELECT wake_at FROM afterwork_job INDEXED BY afterwork_job_wake WHERE wake_at IS NOT NULL ORDER BY wake_at LIMIT 1"
}
