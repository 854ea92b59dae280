// What people say and ask.
extension JobTable {
    mutating func cancel(_ ids: [JobID], at now: UnixTime) -> [JobID: JobState] {
        change(ids, .cancelled) { record in
            if record.state == .running {
                record.isCancelled = true
            } else {
                record.finishedAt = now
            }
        }
    }

    mutating func retry(_ ids: [JobID], at now: UnixTime) -> [JobID: JobState] {
        change(ids, .retried) { record in
            record.failures = 0
            record.crashes = 0
            record.finishedAt = nil
            record.runAt = now
            // Whoever wants it run does not want it discarded for being late.
            record.expiresAt = nil
        }
    }

    private mutating func change(_ ids: [JobID], _ event: JobEvent, _ change: (inout JobRecord) -> Void) -> [JobID: JobState] {
        var states: [JobID: JobState] = [:]
        for given in ids {
            guard var row = rows[resolved(given)] else { continue }
            let id = row.record.id
            if let state = JobTransition.state(from: row.record.state, on: event) {
                row.record.state = state
                change(&row.record)
                rows[id] = row
                if row.record.crashes == 0 || state.isFinal { suspects.remove(id) }
                if state == .running {
                    news.notices.insert(.orders)
                    news.changed.insert(id)
                } else {
                    line(up: id)
                }
            }
            states[given] = row.record.state
        }
        return states
    }

    mutating func set(_ change: QueueChange, of queue: String) {
        var record = queues[queue] ?? QueueRecord(name: queue)
        switch change {
        case .paused: record.isPaused = true
        case .resumed: record.isPaused = false
        case .limit(let limit): record.limit = limit.map { max(0, $0) }
        }
        queues[queue] = record
        news.notices.formUnion([.orders, .work])
    }

    func record(of id: JobID) -> JobRecord? { rows[resolved(id)]?.record }

    func records(_ filter: JobFilter, before: JobID?, limit: Int) -> [JobRecord] {
        let matching = rows.values.map(\.record).filter { job in filter.matches(job) && before.map { job.id < $0 } ?? true }
        return Array(matching.sorted { $0.id > $1.id }.prefix(limit))
    }

    var counts: [JobCount] {
        struct Key: Hashable {
            let queue: String
            let name: String
            let state: JobState
        }
        let counts = rows.values.reduce(into: [Key: Int]()) { counts, row in
            counts[Key(queue: row.record.queue, name: row.record.name, state: row.record.state), default: 0] += 1
        }
        return counts.map { JobCount(queue: $0.queue, name: $0.name, state: $0.state, count: $1) }
            .sorted { ($0.queue, $0.name, $0.state.rawValue) < ($1.queue, $1.name, $1.state.rawValue) }
    }

    var queueRecords: [QueueRecord] {
        let names = Set(rows.values.map(\.record.queue)).union(queues.keys)
        return names.sorted().map { queues[$0] ?? QueueRecord(name: $0) }
    }
}
