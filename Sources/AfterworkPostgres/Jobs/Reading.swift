import Afterwork

extension ClaimedJob {
    /// Reads a row of `claim`.
    init(_ row: Row) {
        self.init(attempt: JobAttempt(id: row.id(0), fence: row.integer(1)), name: row.text(2), queue: row.text(3), payload: row.bytes(4))
        failures = row.count(5)
        crashes = row.count(6)
        timeout = row.optional(8) { .microseconds(row.integer($0)) }
        retry = row.optional(9) { row.text($0) }.flatMap { RetryPolicy($0) }
        trace = row.optional(10) { row.bytes($0) }.map(TraceText.trace) ?? [:]
        waited = max(.zero, row.time(11) - row.time(7))
    }
}

extension JobRecord {
    static let columns = """
        id, lane.name, queue, priority, payload, state, created_at, run_at, failures, crashes, expires_at, claimed_at, finished_at,
        is_cancelled, progress, message, result, error
        """

    /// Reads a row of ``columns``.
    ///
    /// - Throws: ``JobStoreUnavailable`` if the row is not what a store writes.
    init(_ row: Row) throws {
        self.init(
            id: row.id(0),
            name: row.text(1),
            queue: row.text(2),
            priority: row.count(3),
            payload: row.bytes(4),
            state: try StoredState(stored: row.integer(5)).state,
            createdAt: row.time(6),
            runAt: row.time(7)
        )
        failures = row.count(8)
        crashes = row.count(9)
        expiresAt = row.optional(10) { row.time($0) }
        claimedAt = row.optional(11) { row.time($0) }
        finishedAt = row.optional(12) { row.time($0) }
        isCancelled = row.bool(13)
        progress = row.optional(14) { row.real($0) }
        message = row.optional(15) { row.text($0) }
        result = row.optional(16) { row.bytes($0) }
        error = row.optional(17) { row.text($0) }
    }
}

// How an outcome is told to `finish`.
extension JobOutcome {
    var number: Int16 {
        switch self {
        case .completed: 0
        case .failed: 1
        case .discarded: 2
        case .snoozed: 3
        case .released: 4
        case .stopped: 5
        case .undecodable: 6
        }
    }

    var result: [UInt8]? {
        if case .completed(let result) = self { result } else { nil }
    }

    /// What went wrong.
    var reason: String? {
        switch self {
        case .failed(let error, _), .undecodable(let error): error
        case .discarded(let reason): reason
        case .completed, .snoozed, .released, .stopped: nil
        }
    }

    /// In microseconds.
    var wait: Int64? {
        switch self {
        case .failed(_, let wait): wait?.wholeMicroseconds
        case .snoozed(let pause): pause.wholeMicroseconds
        case .completed, .discarded, .released, .stopped, .undecodable: nil
        }
    }
}
