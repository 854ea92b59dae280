import HeapModule

// What any worker does for all.
extension JobTable {
    var presences: [Presence] {
        let holders = Set(running.compactMap { rows[$0]?.owner }).subtracting(beats.keys)
        return (beats.map { Presence($0, .beats($1)) } + holders.map { Presence($0, .dead) })
            .sorted { $0.incarnation.id < $1.incarnation.id }
    }

    mutating func rescue(_ presences: [Presence], at now: UnixTime) -> [RescuedJob] {
        let dead = Set(
            presences.filter { presence in
                guard case .beats(let seen) = presence.sign else { return true }
                return beats[presence.incarnation] == seen
            }
            .map(\.incarnation)
        )
        for incarnation in dead { beats[incarnation] = nil }
        let orphans = running.compactMap { rows[$0] }.filter { $0.owner.map(dead.contains) ?? false }.sorted { $0.order < $1.order }
        return orphans.compactMap { orphan in
            let record = orphan.record
            let crashes = record.crashes + (orphan.hasStarted ? 1 : 0)
            end(record.id, .orphaned(crashes: crashes, isCancelled: record.isCancelled), at: now) { record in
                guard orphan.hasStarted else { return }
                record.crashes = crashes
                record.error = "The process that ran it died."
            }
            guard let state = rows[record.id]?.record.state else { return nil }
            return RescuedJob(id: record.id, name: record.name, state: state, crashes: crashes)
        }
    }

    mutating func stage(limit: Int, at now: UnixTime) -> Staging {
        var staged = 0
        var expired = 0
        while expired < limit, let entry = popDue(from: \.expiring, at: now) {
            guard let state = rows[entry.id].flatMap({ JobTransition.state(from: $0.record.state, on: .expired) }) else { continue }
            rows[entry.id]?.record.state = state
            rows[entry.id]?.record.finishedAt = now
            rows[entry.id]?.record.error = "It had not begun in time."
            suspects.remove(entry.id)
            line(up: entry.id)
            expired += 1
        }
        while staged + expired < limit, let entry = popDue(from: \.waiting, at: now) {
            guard let state = rows[entry.id].flatMap({ JobTransition.state(from: $0.record.state, on: .due) }) else { continue }
            rows[entry.id]?.record.state = state
            line(up: entry.id)
            staged += 1
        }
        let next = [waiting.min, expiring.min].compactMap(\.self).map { max(.zero, $0.time - now) }.min()
        return Staging(staged: staged, expired: expired, next: next)
    }

    private mutating func popDue(from heap: WritableKeyPath<JobTable, Heap<Entry>>, at now: UnixTime) -> Entry? {
        while let entry = self[keyPath: heap].min {
            guard stands(for: entry) else {
                self[keyPath: heap].removeMin()
                continue
            }
            return entry.time <= now ? self[keyPath: heap].removeMin() : nil
        }
        return nil
    }

    mutating func prune(_ retention: JobRetention, limit: Int, at now: UnixTime) -> Int {
        let finished = rows.values.filter(\.record.state.isFinal).sorted { $0.record.id < $1.record.id }
        var excess = retention.completedCount.map { kept in finished.count { $0.record.state == .completed } - max(0, kept) } ?? 0
        var removed = 0
        for row in finished where removed < limit {
            let state = row.record.state
            let isOld = retention.period(of: state).map { (row.record.finishedAt ?? now) + $0 <= now } ?? false
            let isExcess = state == .completed && excess > 0
            guard isOld || isExcess else { continue }
            if state == .completed { excess -= 1 }
            remove(row)
            removed += 1
        }
        return removed
    }

    private mutating func remove(_ row: Row) {
        let id = row.record.id
        rows[id] = nil
        for (alias, target) in aliases where target == id { aliases[alias] = nil }
        guard let key = row.uniqueKey else { return }
        uniques[key]?.removeAll { $0 == id }
        if uniques[key]?.isEmpty ?? false { uniques[key] = nil }
    }
}
