import Afterwork
import GRDB

// Removing.
extension JobTables {
    /// Removes jobs that were done with long ago: of each state the oldest, and of completed ones what is too many.
    mutating func prune(_ retention: JobRetention, limit: Int, at now: UnixTime) throws -> Int {
        var left = limit
        for state in JobState.allCases where state.isFinal {
            guard let period = retention.period(of: state) else { continue }
            left -= try remove(StoredState(state), finishedBy: now + (.zero - period), limit: left)
        }
        if let kept = retention.completedCount {
            // What was removed above is not there yet.
            try tally.write(to: database)
            let total = try query("SELECT sum(count) FROM afterwork_tally WHERE state = ?", StoredState.completed.rawValue)
                .first { $0.count(0) }
            left -= try remove(.completed, finishedBy: .distantFuture, limit: min(left, (total ?? 0) - max(0, kept)))
        }
        return limit - left
    }

    /// Removes the jobs in a final state that were done with first, whatever their kind.
    ///
    /// The index has them by kind, so it is one kind's turn until another has an older one.
    private mutating func remove(_ state: StoredState, finishedBy time: UnixTime, limit: Int) throws -> Int {
        guard limit > 0 else { return 0 }
        let kinds = try query("SELECT kind FROM afterwork_tally WHERE state = ? AND count > 0", state.rawValue).all { $0.integer(0) }
        var oldest = try kinds.compactMap { kind in try finishedFirst(state, kind).map { (time: $0, kind: kind) } }
        oldest.sort { $0.time > $1.time }
        var left = limit
        while left > 0, let first = oldest.popLast(), first.time <= time {
            let bound = min(time, oldest.last?.time ?? time)
            let rows = try query(Self.finished, state.rawValue, first.kind, max(bound, first.time), left).all(JobRow.init)
            for row in rows { try remove(row) }
            left -= rows.count
            guard let next = try finishedFirst(state, first.kind) else { continue }
            let place = oldest.firstIndex { $0.time < next } ?? oldest.endIndex
            oldest.insert((next, first.kind), at: place)
        }
        return limit - left
    }

    private mutating func remove(_ row: JobRow) throws {
        try execute("DELETE FROM afterwork_job WHERE seq = ?", row.seq)
        if row.isUnique { try execute("DELETE FROM afterwork_alias WHERE seq = ?", row.seq) }
        tally.move(row.kind, from: row.state, to: nil)
        note(row.id)
    }

    private func finishedFirst(_ state: StoredState, _ kind: Int64) throws -> UnixTime? {
        try query(Self.firstFinished, state.rawValue, kind).first { $0.time(0) }
    }

    static let firstFinished = """
        SELECT finished_at FROM afterwork_job INDEXED BY afterwork_job_finished
        WHERE state = ? AND state >= 5 AND kind = ? ORDER BY finished_at LIMIT 1
        """

    static let finished = """
        SELECT \(JobRow.columns) FROM afterwork_job INDEXED BY afterwork_job_finished
        WHERE state = ? AND state >= 5 AND kind = ? AND finished_at <= ? ORDER BY finished_at, seq LIMIT ?
        """
}
