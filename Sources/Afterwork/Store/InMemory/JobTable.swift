import HeapModule

/// What an in-memory store holds: plain state, each verb a step.
struct JobTable {
    /// A job and what only the store knows of it.
    struct Row {
        var record: JobRecord
        /// Counts the claims.
        var fence: Int64 = 0
        var owner: Incarnation?
        var hasStarted = false
        /// The entry in a line that stands for the job. All others are left over from before, and passed over.
        var entry = 0
        let order: Int
        let expiry: Duration?
        let timeout: Duration?
        let retry: RetryPolicy?
        let trace: [String: String]
        let uniqueKey: [UInt8]?
    }

    /// What a step changed, for those who wait.
    struct News {
        var notices: Set<JobNotice> = []
        var changed: Set<JobID> = []
    }

    /// A place in a line, which may be left over from before.
    struct Entry: Comparable {
        /// What decides first, the smaller one comes first: the priority turned round, or nothing.
        let rank: Int
        let time: UnixTime
        let order: Int
        let id: JobID
        let number: Int

        static func < (first: Entry, second: Entry) -> Bool {
            (first.rank, first.time, first.order) < (second.rank, second.time, second.order)
        }
    }

    var rows: [JobID: Row] = [:]
    var aliases: [JobID: JobID] = [:]
    var uniques: [[UInt8]: [JobID]] = [:]
    /// Jobs that are running.
    var running: Set<JobID> = []
    /// Jobs near which a worker has died, those that are done with not taken out yet among them.
    var suspects: Set<JobID> = []
    /// Available jobs, by queue and name.
    var available: [String: [String: Heap<Entry>]] = [:]
    /// Jobs that wait for their time.
    var waiting = Heap<Entry>()
    /// Jobs that are discarded if they have not begun in time.
    var expiring = Heap<Entry>()
    var beats: [Incarnation: Int64] = [:]
    var queues: [String: QueueRecord] = [:]
    var lastOrder = 0
    var lastEntry = 0
    var ids = JobIDSequence()
    /// What the step that is being taken has to tell.
    var news = News()

    mutating func takeNews() -> News {
        defer { news = News() }
        return news
    }

    func resolved(_ id: JobID) -> JobID { aliases[id] ?? id }
}

// Storing.
extension JobTable {
    mutating func enqueue(_ job: PreparedJob, at now: UnixTime) -> Enqueued {
        if rows[job.id] != nil { return .inserted(job.id) }
        if let other = aliases[job.id] { return .existed(other) }
        let runAt = max(now, job.schedule.time(at: now))
        if let uniqueness = job.uniqueness, let other = conflicting(with: uniqueness, at: now) {
            aliases[job.id] = other
            if uniqueness.conflict == .replace { replace(other, by: job, runAt: runAt, at: now) }
            return .existed(other)
        }
        lastOrder += 1
        let state: JobState = runAt > now ? .scheduled : .available
        rows[job.id] = Row(
            record: JobRecord(job, state: state, createdAt: now, runAt: runAt),
            order: lastOrder,
            expiry: job.expiry,
            timeout: job.timeout,
            retry: job.retry,
            trace: job.trace,
            uniqueKey: job.uniqueness?.key
        )
        if let key = job.uniqueness?.key { uniques[key, default: []].append(job.id) }
        line(up: job.id)
        return .inserted(job.id)
    }

    private func conflicting(with uniqueness: PreparedJob.Uniqueness, at now: UnixTime) -> JobID? {
        // Of those that are done with, none behind the first that is too old: the way in which all stores look for them.
        var isPastDone = false
        for id in uniques[uniqueness.key, default: []].reversed() {
            guard let record = rows[id]?.record, !(isPastDone && record.state.isFinal) else { continue }
            guard uniqueness.period.map({ record.createdAt + $0 > now }) ?? true else {
                isPastDone = isPastDone || record.state.isFinal
                continue
            }
            if uniqueness.states.contains(record.state) { return id }
        }
        return nil
    }

    private mutating func replace(_ id: JobID, by job: PreparedJob, runAt: UnixTime, at now: UnixTime) {
        guard let row = rows[id], !row.record.state.isFinal, row.record.state != .running else { return }
        rows[id]?.record.payload = job.payload
        rows[id]?.record.priority = job.priority
        rows[id]?.record.runAt = runAt
        rows[id]?.record.expiresAt = job.expiry.map { runAt + $0 }
        if row.record.state != .retryable { rows[id]?.record.state = runAt > now ? .scheduled : .available }
        line(up: id)
    }

    /// Puts a job into the line where its state has it wait, and tells that it changed.
    mutating func line(up id: JobID) {
        guard var row = rows[id] else { return }
        lastEntry += 1
        row.entry = lastEntry
        rows[id] = row
        let record = row.record
        news.changed.insert(id)
        func entry(rank: Int, time: UnixTime) -> Entry {
            Entry(rank: rank, time: time, order: row.order, id: id, number: lastEntry)
        }
        switch record.state {
        case .scheduled, .retryable:
            waiting.insert(entry(rank: 0, time: record.runAt))
            news.notices.insert(.times)
        case .available:
            let next = entry(rank: -record.priority, time: record.runAt)
            available[record.queue, default: [:]][record.name, default: Heap()].insert(next)
            news.notices.insert(.work)
        case .running, .completed, .discarded, .cancelled, .quarantined: return
        }
        if let time = record.expiresAt {
            expiring.insert(entry(rank: 0, time: time))
            news.notices.insert(.times)
        }
    }

    func stands(for entry: Entry) -> Bool { rows[entry.id]?.entry == entry.number }
}
