import Afterwork
import GRDB

/// By how much the numbers of jobs of each kind in each state change in one transaction.
///
/// Written once for each of them, however many jobs were changed. So nobody ever has to count jobs, of which there may be millions.
struct Tally {
    private struct Key: Hashable {
        let kind: Int64
        let state: StoredState
    }

    /// Jobs of one kind that one after another went the same way, as they mostly do.
    private struct Run {
        let kind: Int64
        let old: StoredState?
        let new: StoredState?
        var count: Int
    }

    private var run: Run?
    private var changes: [Key: Int] = [:]

    /// Takes note that a job of a kind went from a state to another; from `nil` if it is new, to `nil` if it is removed.
    mutating func move(_ kind: Int64, from old: StoredState?, to new: StoredState?, count: Int = 1) {
        guard old != new else { return }
        if let run, run.kind == kind, run.old == old, run.new == new {
            self.run?.count += count
        } else {
            endRun()
            run = Run(kind: kind, old: old, new: new, count: count)
        }
    }

    private mutating func endRun() {
        guard let run else { return }
        if let old = run.old { changes[Key(kind: run.kind, state: old), default: 0] -= run.count }
        if let new = run.new { changes[Key(kind: run.kind, state: new), default: 0] += run.count }
        self.run = nil
    }

    /// Writes the changes down, and forgets them.
    mutating func write(to database: Database) throws {
        endRun()
        guard !changes.isEmpty else { return }
        let statement = try BoundStatement(Self.update, in: database)
        for (key, change) in changes where change != 0 { try statement.run(key.kind, key.state.rawValue, change) }
        changes = [:]
    }

    private static let update = """
        INSERT INTO afterwork_tally (kind, state, count) VALUES (?, ?, ?)
        ON CONFLICT (kind, state) DO UPDATE SET count = count + excluded.count
        """
}
