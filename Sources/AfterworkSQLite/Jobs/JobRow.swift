import Afterwork

/// What a verb has to know of a job before it changes it, and what it changes.
struct JobRow {
    let seq: Int64
    let id: JobID
    let state: StoredState
    let kind: Int64
    let fence: Int64
    let isCancelled: Bool
    let isUnique: Bool
    var failures: Int
    var crashes: Int
    var runAt: UnixTime
    var expiresAt: UnixTime?
    /// What went wrong; `nil` to leave what went wrong before.
    var error: String?

    static let columns = """
        seq, id, state, kind, fence, is_cancelled, unique_key IS NOT NULL, failures, crashes, run_at, expires_at
        """

    /// How many columns there are.
    static let columnCount: CInt = 11

    /// Reads the present row of a query for ``columns``.
    ///
    /// - Throws: ``JobStoreUnavailable`` if the row is not what a store writes.
    init(_ row: BoundStatement) throws {
        seq = row.integer(0)
        id = row.id(1)
        state = try StoredState(stored: row.integer(2))
        kind = row.integer(3)
        fence = row.integer(4)
        isCancelled = row.integer(5) != 0
        isUnique = row.integer(6) != 0
        failures = row.count(7)
        crashes = row.count(8)
        runAt = row.time(9)
        expiresAt = row.optional(10, row.time)
    }

    /// Whether an attempt holds the job.
    func isHeld(by attempt: JobAttempt) -> Bool {
        state == .running && fence == attempt.fence && id == attempt.id
    }
}

extension StoredState {
    /// When a job in this state has to be looked at because of the time: when it is due or too late.
    func wakeAt(runAt: UnixTime, expiresAt: UnixTime?) -> UnixTime? {
        switch self {
        case .scheduled, .retryable: min(runAt, expiresAt ?? .distantFuture)
        case .available, .suspect: expiresAt
        case .running, .completed, .discarded, .cancelled, .quarantined: nil
        }
    }
}
