import HeapModule

// What workers say.
extension JobTable {
    mutating func join(at now: UnixTime, random: UInt64) -> Incarnation {
        let incarnation = Incarnation(ids.next(at: now, random: random))
        beats[incarnation] = 0
        return incarnation
    }

    mutating func claim(_ request: ClaimRequest, at now: UnixTime) -> Claim {
        var jobs: [ClaimedJob] = []
        // A worker that was taken for dead and left holds nothing any more and gets nothing.
        guard beats[request.incarnation] != nil else { return Claim(jobs: [], hasSuspects: false) }
        request.fill(from: available.keys.sorted()) { queue in
            room(in: queue)
        } take: { queue, count in
            let before = jobs.count
            while jobs.count - before < count, let id = popFirst(of: request, in: queue, at: now) {
                jobs += claim(id, by: request.incarnation, at: now)
            }
            return jobs.count - before
        }
        return Claim(jobs: jobs, hasSuspects: hasSuspects(for: request, at: now))
    }

    private func room(in queue: String) -> Int {
        guard let record = queues[queue] else { return .max }
        if record.isPaused { return 0 }
        guard let limit = record.limit else { return .max }
        return limit - running.count { rows[$0]?.record.queue == queue }
    }

    /// The best job of a queue that the request is after, out of its line.
    private mutating func popFirst(of request: ClaimRequest, in queue: String, at now: UnixTime) -> JobID? {
        var best: (name: String, entry: Entry)?
        for name in Array(available[queue, default: [:]].keys) where request.names.contains(name) {
            guard let entry = first(named: name, in: queue, isSuspect: request.wantsSuspect, at: now) else { continue }
            if best.map({ entry < $0.entry }) ?? true { best = (name, entry) }
        }
        guard let best else { return nil }
        // Out of the line by its number: what is left of it there is passed over.
        rows[best.entry.id]?.entry = 0
        return best.entry.id
    }

    private mutating func first(named name: String, in queue: String, isSuspect: Bool, at now: UnixTime) -> Entry? {
        // Taken out, so that it is not copied when it changes.
        guard var heap = available[queue]?.removeValue(forKey: name) else { return nil }
        var passed: [Entry] = []
        var found: Entry?
        while found == nil, let entry = heap.min {
            guard stands(for: entry), let record = rows[entry.id]?.record else {
                heap.removeMin()
                continue
            }
            let isTooLate = record.expiresAt.map { $0 <= now } ?? false
            if (record.crashes > 0) == isSuspect, !isTooLate {
                found = entry
            } else {
                passed.append(heap.removeMin())
            }
        }
        heap.insert(contentsOf: passed)
        available[queue]?[name] = heap.isEmpty ? nil : heap
        if available[queue]?.isEmpty ?? false { available[queue] = nil }
        return found
    }

    private mutating func claim(_ id: JobID, by incarnation: Incarnation, at now: UnixTime) -> [ClaimedJob] {
        guard var row = rows[id], let state = JobTransition.state(from: row.record.state, on: .claimed) else { return [] }
        row.record.state = state
        row.record.claimedAt = now
        row.record.progress = nil
        row.record.message = nil
        row.fence += 1
        row.owner = incarnation
        row.hasStarted = false
        rows[id] = row
        running.insert(id)
        news.changed.insert(id)
        var job = ClaimedJob(
            attempt: JobAttempt(id: id, fence: row.fence),
            name: row.record.name,
            queue: row.record.queue,
            payload: row.record.payload
        )
        job.failures = row.record.failures
        job.crashes = row.record.crashes
        job.waited = max(.zero, now - row.record.runAt)
        job.timeout = row.timeout
        job.retry = row.retry
        job.trace = row.trace
        return [job]
    }

    private func hasSuspects(for request: ClaimRequest, at now: UnixTime) -> Bool {
        suspects.contains { id in
            guard let record = rows[id]?.record, record.state == .available, record.crashes > 0, request.names.contains(record.name)
            else { return false }
            if let time = record.expiresAt, time <= now { return false }
            return request.shares.contains { $0.queue == record.queue || $0.queue == nil } && room(in: record.queue) > 0
        }
    }

    /// Notes of a worker's attempts whether a crash would count against their jobs.
    mutating func mark(_ attempts: [JobAttempt], of incarnation: Incarnation, asStarted hasStarted: Bool) {
        guard beats[incarnation] != nil else { return }
        for attempt in attempts where isCurrent(attempt) && rows[attempt.id]?.owner == incarnation {
            rows[attempt.id]?.hasStarted = hasStarted
        }
    }

    private func isCurrent(_ attempt: JobAttempt) -> Bool {
        guard let row = rows[attempt.id] else { return false }
        return row.fence == attempt.fence && row.record.state == .running
    }

    mutating func finish(_ finished: FinishedAttempt, at now: UnixTime) -> Bool {
        guard isCurrent(finished.attempt), let row = rows[finished.attempt.id] else { return false }
        end(finished.attempt.id, finished.outcome.event(isCancelled: row.record.isCancelled), at: now) { record in
            switch finished.outcome {
            case .completed(let result):
                record.result = result
                record.progress = 1
            case .failed(let error, let retryAfter):
                record.failures += 1
                record.error = error
                record.crashes = 0
                if let retryAfter { record.runAt = now + retryAfter }
            case .discarded(let reason): record.error = reason
            case .snoozed(let pause):
                record.crashes = 0
                record.runAt = now + pause
            case .undecodable(let error): record.error = error
            case .released, .stopped: break
            }
        }
        return true
    }

    /// Ends the attempt of a running job.
    mutating func end(_ id: JobID, _ event: JobEvent, at now: UnixTime, _ change: (inout JobRecord) -> Void = { _ in }) {
        guard var row = rows[id], let state = JobTransition.state(from: row.record.state, on: event) else { return }
        change(&row.record)
        row.record.state = state
        row.record.finishedAt = state.isFinal ? now : nil
        row.record.isCancelled = false
        row.owner = nil
        row.hasStarted = false
        rows[id] = row
        running.remove(id)
        if row.record.crashes > 0 && !state.isFinal { suspects.insert(id) } else { suspects.remove(id) }
        line(up: id)
        // A place under the queue's limit has become free.
        if queues[row.record.queue]?.limit != nil { news.notices.insert(.work) }
    }

    mutating func report(_ report: JobProgress) {
        guard isCurrent(report.attempt) else { return }
        rows[report.attempt.id]?.record.progress = report.fraction
        rows[report.attempt.id]?.record.message = report.message
        news.changed.insert(report.attempt.id)
    }

    mutating func beat(_ incarnation: Incarnation) -> WorkerOrders {
        guard beats[incarnation] != nil else { return WorkerOrders(isKnown: false, cancelled: []) }
        beats[incarnation, default: 0] += 1
        let cancelled = running.filter { id in rows[id].map { $0.owner == incarnation && $0.record.isCancelled } ?? false }
        return WorkerOrders(isKnown: true, cancelled: cancelled.sorted())
    }

    mutating func reconcile(_ incarnation: Incarnation, holding held: [JobAttempt], at now: UnixTime) {
        let held = Set(held)
        for id in running.sorted() {
            guard let row = rows[id], row.owner == incarnation, !held.contains(JobAttempt(id: id, fence: row.fence)) else { continue }
            end(id, JobOutcome.released.event(isCancelled: row.record.isCancelled), at: now)
        }
    }

    mutating func leave(_ incarnation: Incarnation) {
        beats[incarnation] = nil
        // Whoever leaves has not died of what it still holds.
        for id in running where rows[id]?.owner == incarnation { rows[id]?.hasStarted = false }
    }
}
