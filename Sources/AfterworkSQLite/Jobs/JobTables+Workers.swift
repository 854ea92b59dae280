import Afterwork
import GRDB

// What workers say besides claiming.
extension JobTables {
    /// Enters a worker.
    func join(_ incarnation: Incarnation, at now: UnixTime) throws {
        try execute("INSERT INTO afterwork_worker (incarnation, joined_at) VALUES (?, ?)", incarnation, now)
    }

    /// Takes a worker out.
    func leave(_ incarnation: Incarnation) throws {
        try execute("DELETE FROM afterwork_worker WHERE incarnation = ?", incarnation)
    }

    /// Whether a worker has joined and not left.
    func isEntered(_ incarnation: Incarnation) throws -> Bool {
        try query("SELECT 1 FROM afterwork_worker WHERE incarnation = ?", incarnation).first { _ in true } ?? false
    }

    /// Writes down how an attempt ended.
    ///
    /// - Returns: Whether it was written; `false` if it is stale.
    mutating func finish(_ finished: FinishedAttempt, at now: UnixTime) throws -> Bool {
        let attempt = finished.attempt
        news.ended.append(attempt)
        if case .completed(let result) = finished.outcome, let known = claimedRows?.take(attempt.id),
            try complete(attempt, seq: known.seq, kind: known.kind, result: result, at: now)
        {
            return true
        }
        guard let row = try find(attempt.id), row.isHeld(by: attempt) else { return false }
        if case .completed(let result) = finished.outcome, try complete(attempt, seq: row.seq, kind: row.kind, result: result, at: now) {
            return true
        }
        try end(row, finished.outcome, at: now)
        return true
    }

    /// The way that nearly all jobs end.
    ///
    /// - Returns: Whether it was written; `false` if the attempt is stale, or if there is more to this job's end.
    private mutating func complete(_ attempt: JobAttempt, seq: Int64, kind: Int64, result: [UInt8]?, at now: UnixTime) throws -> Bool {
        let statement = try prepared(.complete)
        statement.reset()
        try statement.bind(now, at: 1)
        try statement.bind(result, at: 2)
        try statement.bind(seq, at: 3)
        try statement.bind(attempt.id, at: 4)
        try statement.bind(attempt.fence, at: 5)
        guard try statement.execute() > 0 else { return false }
        try tell(attempt.id, of: kind, movedFrom: .running, to: .completed)
        return true
    }

    private mutating func end(_ row: JobRow, _ outcome: JobOutcome, at now: UnixTime) throws {
        var row = row
        switch outcome {
        case .completed(let result): try execute("UPDATE afterwork_job SET progress = 1, result = ? WHERE seq = ?", result, row.seq)
        case .failed(let error, let retryAfter):
            row.failures += 1
            row.error = error
            row.crashes = 0
            if let retryAfter { row.runAt = now + retryAfter }
        case .discarded(let reason): row.error = reason
        case .snoozed(let pause):
            row.crashes = 0
            row.runAt = now + pause
        case .undecodable(let error): row.error = error
        case .released, .stopped: break
        }
        guard let state = JobTransition.state(from: .running, on: outcome.event(isCancelled: row.isCancelled)) else { return }
        try move(row, to: state, at: now)
    }

    /// Hands back what a worker holds and does not know of.
    mutating func reconcile(_ incarnation: Incarnation, holding held: [JobAttempt], at now: UnixTime) throws {
        let held = Set(held)
        for row in try query(Self.heldBy, incarnation).all(JobRow.init) where !held.contains(JobAttempt(id: row.id, fence: row.fence)) {
            news.ended.append(JobAttempt(id: row.id, fence: row.fence))
            try end(row, .released, at: now)
        }
    }

    /// The jobs of a worker.
    static let heldBy = """
        SELECT \(JobRow.columns) FROM afterwork_job INDEXED BY afterwork_job_live
        WHERE state = \(StoredState.running.rawValue) AND state < 5 AND owner = ?
        """

    /// Writes down how far a running attempt is.
    mutating func report(_ report: JobProgress) throws {
        let attempt = report.attempt
        let changed = try prepared(.report).run(report.fraction, report.message, attempt.id, attempt.fence)
        if changed > 0 { note(attempt.id) }
    }
}
