import Afterwork
import GRDB

// What people say.
extension JobTables {
    /// Cancels jobs.
    mutating func cancel(_ ids: [JobID], at now: UnixTime) throws -> [JobID: JobState] {
        try change(ids, .cancelled) { tables, row, state in
            guard state == .running else { return try tables.move(row, to: state, at: now) }
            try tables.execute("UPDATE afterwork_job SET is_cancelled = 1 WHERE seq = ?", row.seq)
            tables.news.notices.insert(.orders)
            tables.note(row.id)
        }
    }

    /// Makes jobs available whatever became of them.
    mutating func retry(_ ids: [JobID], at now: UnixTime) throws -> [JobID: JobState] {
        try change(ids, .retried) { tables, row, state in
            var row = row
            row.failures = 0
            row.crashes = 0
            row.runAt = now
            // Whoever wants it run does not want it discarded for being late.
            row.expiresAt = nil
            try tables.move(row, to: state, at: now)
        }
    }

    private mutating func change(
        _ ids: [JobID],
        _ event: JobEvent,
        _ change: (inout JobTables, JobRow, JobState) throws -> Void
    ) throws -> [JobID: JobState] {
        var states: [JobID: JobState] = [:]
        for given in ids {
            guard let row = try resolve(given) else { continue }
            let state = JobTransition.state(from: row.state.state, on: event)
            if let state { try change(&self, row, state) }
            states[given] = state ?? row.state.state
        }
        return states
    }

    /// Says how a queue is served.
    mutating func set(_ change: QueueChange, of queue: String) throws {
        try execute("INSERT INTO afterwork_queue (name) VALUES (?) ON CONFLICT (name) DO NOTHING", queue)
        switch change {
        case .paused: try execute("UPDATE afterwork_queue SET is_paused = 1 WHERE name = ?", queue)
        case .resumed: try execute("UPDATE afterwork_queue SET is_paused = 0 WHERE name = ?", queue)
        case .limit(let limit):
            try execute("UPDATE afterwork_queue SET running_limit = ? WHERE name = ?", limit.map { max(0, $0) }, queue)
        }
        forgetSettings()
        news.notices.formUnion([.orders, .work])
    }
}
