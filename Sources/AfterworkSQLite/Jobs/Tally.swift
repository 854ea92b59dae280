import GRDB

/// By how much the numbers of jobs of each kind in each state change in one transaction.
///
/// Written once for each of them, however many jobs were changed. So nobody ever has to count jobs, of which there may be millions.
struct Tally {
    private struct Key: Hashable {
        let kind: Int64
        let state: StoredState
    }

    private var changes: [Key: Int] = [:]

    /// Takes note that a job of a kind went from a state to another; from `nil` if it is new, to `nil` if it is removed.
    mutating func move(_ kind: Int64, from old: StoredState?, to new: StoredState?, count: Int = 1) {
        guard old != new else { return }
        if let old { changes[Key(kind: kind, state: old), default: 0] -= count }
        if let new { changes[Key(kind: kind, state: new), default: 0] += count }
    }

    /// Writes the changes down, and forgets them.
    mutating func write(to database: Database) throws {
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
