import Afterwork

/// The statements that are run for each job, so often that a transaction looks them up once.
///
/// A partial index is used only where its own condition stands in the query word for word, so `state = 2 AND state < 5` says the same
/// thing twice on purpose.
enum JobSQL: Int, CaseIterable {
    case insert
    case find
    case take
    case takeExpiring
    case complete
    case change
    case report

    var text: String { Self.texts[rawValue] }

    private static let texts = allCases.map(\.newText)

    private var newText: String {
        switch self {
        case .insert:
            """
            INSERT INTO afterwork_job
                (id, state, kind, priority, run_at, created_at, expires_at, wake_at, timeout, retry, unique_key, trace, payload)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO NOTHING
            """
        case .find: "SELECT \(JobRow.columns) FROM afterwork_job WHERE id = ?"
        case .take: Self.take("")
        // A statement of its own, because the other one leaves the index of this column alone.
        case .takeExpiring: Self.take(", wake_at = NULL")
        case .complete:
            """
            UPDATE afterwork_job
            SET state = \(StoredState.completed.rawValue), finished_at = ?, owner = NULL, progress = 1, result = ?
            WHERE seq = ? AND id = ? AND fence = ? AND state = \(StoredState.running.rawValue) AND is_cancelled = 0 AND unique_key IS NULL
            """
        case .change:
            """
            UPDATE afterwork_job
            SET state = ?, finished_at = ?, run_at = ?, expires_at = ?, wake_at = ?, failures = ?, crashes = ?, error = coalesce(?, error),
                owner = NULL, is_cancelled = 0, unique_done = ?
            WHERE seq = ?
            """
        case .report:
            """
            UPDATE afterwork_job SET progress = ?, message = ?
            WHERE id = ? AND fence = ? AND state = \(StoredState.running.rawValue)
            """
        }
    }

    private static func take(_ more: String) -> String {
        """
        UPDATE afterwork_job
        SET state = \(StoredState.running.rawValue), claimed_at = ?, owner = ?, fence = fence + 1, progress = NULL, message = NULL\(more)
        WHERE seq = ?
        """
    }
}
