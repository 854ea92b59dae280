public import Afterwork

// What a worker and the web say. JobStore documents these.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension SQLiteJobStore {
    public func enqueue(_ jobs: [PreparedJob]) async throws -> [Enqueued] {
        let others = try await writer.enqueue(jobs)
        return jobs.enumerated().map { place, job in others[place].map { .existed($0) } ?? .inserted(job.id) }
    }

    public func join() async throws -> Incarnation {
        let incarnation = nextIncarnation()
        do {
            return try await write { [workers, hear] tables, now in
                // First the file, so that nobody finds the worker in the table and its file missing.
                try workers.join(incarnation, hear: hear)
                try tables.join(incarnation, at: now)
                return incarnation
            }
        } catch {
            writer.tell(News(gone: [incarnation]))
            throw error
        }
    }

    public func claim(_ request: ClaimRequest) async throws -> Claim {
        let claim = try await write { tables, now in try tables.claim(request, at: now) }
        writer.note(claim, for: request)
        return claim
    }

    public func start(_ attempts: [JobAttempt], by incarnation: Incarnation) async throws {
        try workers.start(attempts, by: incarnation)
    }

    public func end(_ attempts: [JobAttempt], by incarnation: Incarnation) async throws {
        workers.end(attempts, by: incarnation)
    }

    public func finish(_ attempts: [FinishedAttempt]) async throws -> [Bool] {
        try await write { tables, now in try attempts.map { try tables.finish($0, at: now) } }
    }

    public func report(_ reports: [JobProgress]) async throws {
        try await write { tables, _ in
            for report in reports { try tables.report(report) }
        }
    }

    public func beat(_ incarnation: Incarnation) async throws -> WorkerOrders {
        try await read { try $0.orders(for: incarnation) }
    }

    public func reconcile(_ incarnation: Incarnation, holding held: [JobAttempt]) async throws {
        try await write { tables, now in try tables.reconcile(incarnation, holding: held, at: now) }
    }

    public func leave(_ incarnation: Incarnation) async throws {
        writer.noteLeave()
        do {
            try await write { tables, _ in
                try tables.leave(incarnation)
                tables.news.gone.append(incarnation)
            }
        } catch {
            // It is found dead, like one that crashed.
            writer.tell(News(gone: [incarnation]))
            throw error
        }
    }
}

// What any worker does for all. JobStore documents these.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension SQLiteJobStore {
    public func presences() async throws -> [Presence] {
        try await read { [workers] tables in
            let incarnations = try tables.incarnations()
            workers.sweep(knowing: incarnations)
            return incarnations.map { Presence($0, workers.sign(of: $0)) }
        }
    }

    public func rescue(_ presences: [Presence]) async throws -> [RescuedJob] {
        // Whoever is dead here is so for certain, and stays so.
        let dead = presences.map(\.incarnation)
        return try await write { [workers] tables, now in
            tables.news.gone += dead
            return try tables.rescue(dead, at: now, started: workers.attempts)
        }
    }

    public func stage(limit: Int) async throws -> Staging {
        try await write { tables, now in try tables.stage(limit: limit, at: now) }
    }

    public func prune(_ retention: JobRetention, limit: Int) async throws -> Int {
        try await write { tables, now in try tables.prune(retention, limit: limit, at: now) }
    }
}

// What people say and ask. JobStore documents these.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension SQLiteJobStore {
    public func cancel(_ ids: [JobID]) async throws -> [JobID: JobState] {
        try await write { tables, now in try tables.cancel(ids, at: now) }
    }

    public func retry(_ ids: [JobID]) async throws -> [JobID: JobState] {
        try await write { tables, now in try tables.retry(ids, at: now) }
    }

    public func set(_ change: QueueChange, of queue: String) async throws {
        try await write { tables, _ in try tables.set(change, of: queue) }
    }

    public func job(_ id: JobID) async throws -> JobRecord? {
        try await read { try $0.record(of: id) }
    }

    public func jobs(_ filter: JobFilter, before: JobID?, limit: Int) async throws -> [JobRecord] {
        try await read { try $0.records(filter, before: before, limit: limit) }
    }

    public func counts() async throws -> [JobCount] {
        try await read { try $0.counts() }
    }

    public func queues() async throws -> [QueueRecord] {
        try await read { try $0.queueRecords() }
    }

    public func notices() -> AsyncStream<JobNotice> { listeners.notices() }

    public func changes(of id: JobID) -> AsyncStream<Void> { listeners.changes(of: id) }
}
