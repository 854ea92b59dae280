import Afterwork

/// The row of `claim`.
struct ClaimRow {
    let jobs: [ClaimedJob]
    let hasSuspects: Bool
    let sleep: Int32
    /// How many entries of the index were passed that are of no use any more.
    let passed: Int

    init(_ row: Row) {
        let (fences, names, queues, payloads) = (row.array(1), row.array(2), row.array(3), row.array(4))
        let (failures, crashes, waits) = (row.array(5), row.array(6), row.array(7))
        let (timeouts, retries, traces) = (row.array(8), row.array(9), row.array(10))
        jobs = row.array(0).enumerated().map { place, id in
            let attempt = JobAttempt(id: id.id, fence: fences[place].integer)
            var job = ClaimedJob(attempt: attempt, name: names[place].text, queue: queues[place].text, payload: payloads[place].bytes)
            job.failures = Int(truncatingIfNeeded: failures[place].integer)
            job.crashes = Int(truncatingIfNeeded: crashes[place].integer)
            job.waited = .microseconds(waits[place].integer)
            job.timeout = timeouts[place].isNull ? nil : .microseconds(timeouts[place].integer)
            job.retry = retries[place].isNull ? nil : RetryPolicy(retries[place].text)
            job.trace = traces[place].isNull ? [:] : TraceText.trace(from: traces[place].bytes)
            return job
        }
        hasSuspects = row.bool(11)
        sleep = Int32(truncatingIfNeeded: row.integer(12))
        passed = row.count(13)
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
