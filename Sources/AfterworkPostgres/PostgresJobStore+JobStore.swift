public import Afterwork
import Synchronization

// What a worker and the web say. JobStore documents these.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension PostgresJobStore {
    public func enqueue(_ jobs: [PreparedJob]) async throws -> [Enqueued] {
        try await withCheckedThrowingContinuation { continuation in
            let operation = EnqueueOperation(jobs, continuation: continuation)
            enqueues.put(operation, orElse: operation.fail)
        }
    }

    public func join() async throws -> Incarnation {
        var generator = SystemRandomNumberGenerator()
        let random = generator.next()
        let incarnation = Incarnation(ids.withLock { $0.next(at: now() ?? .now, random: random) })
        let sql = "INSERT INTO \(schema.name).worker (incarnation, host, pid) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
        try await tell(work, "join", sql, Parameter(incarnation), Parameter(ThisProcess.host), Parameter(ThisProcess.number))
        return incarnation
    }

    public func claim(_ request: ClaimRequest) async throws -> Claim {
        let claim = try await work.perform { [claiming, hearing] session in
            try claiming.claim(request, &session, isWoken: hearing.isListening)
        }
        listeners.tell([], changed: claim.jobs.map(\.attempt.id))
        return claim
    }

    public func start(_ attempts: [JobAttempt], by incarnation: Incarnation) async throws {
        try await mark(attempts, of: incarnation, asStarted: true)
    }

    public func end(_ attempts: [JobAttempt], by incarnation: Incarnation) async throws {
        try await mark(attempts, of: incarnation, asStarted: false)
    }

    private func mark(_ attempts: [JobAttempt], of incarnation: Incarnation, asStarted hasStarted: Bool) async throws {
        guard !attempts.isEmpty else { return }
        try await withCheckedThrowingContinuation { continuation in
            let mark = Mark(attempts, of: incarnation, asStarted: hasStarted, continuation: continuation)
            marks.put(mark, orElse: mark.fail)
        }
    }

    public func finish(_ attempts: [FinishedAttempt]) async throws -> [Bool] {
        let order = attempts.indices.sorted { attempts[$0].attempt.id < attempts[$1].attempt.id }
        let call = finishing(order.map { attempts[$0] })
        let places = try await ends.perform { session in
            try session.perform([call], isRepeatable: false)[0].map { $0.count(0) }
        }
        // The workers of this process need no notification of the server's, here and below.
        var notices: Set<JobNotice> = places.contains(0) ? [.work] : []
        if attempts.contains(where: { $0.outcome.wait != nil }) { notices.insert(.times) }
        listeners.tell(notices, changed: attempts.map(\.attempt.id))
        let written = Set(places.filter { $0 > 0 }.map { order[$0 - 1] })
        return attempts.indices.map(written.contains)
    }

    public func report(_ reports: [JobProgress]) async throws {
        try await tell(
            ends,
            "report",
            "SELECT \(schema.name).report($1, $2, $3, $4)",
            Parameter(all: reports.map(\.attempt.id)),
            Parameter(all: reports.map(\.attempt.fence)),
            Parameter(all: reports.map(\.fraction)),
            Parameter(reports.map(\.message))
        )
        listeners.tell([], changed: reports.map(\.attempt.id))
    }

    public func beat(_ incarnation: Incarnation) async throws -> WorkerOrders {
        let name = schema.name
        let beat = Call(
            Statement(
                name: "beat",
                sql: """
                    UPDATE \(name).worker SET beats = beats + 1, seen_at = clock_timestamp()
                    WHERE incarnation = $1 AND NOT has_left RETURNING beats
                    """
            ),
            Parameter(incarnation)
        )
        let orders = Call(
            Statement(name: "orders", sql: "SELECT id FROM \(name).job WHERE owner = $1 AND is_cancelled ORDER BY id"),
            Parameter(incarnation)
        )
        return try await beats.perform { session in
            let rows = try session.perform([beat, orders], isRepeatable: true)
            return WorkerOrders(isKnown: rows[0].count > 0, cancelled: rows[0].count > 0 ? rows[1].map { $0.id(0) } : [])
        }
    }

    public func reconcile(_ incarnation: Incarnation, holding held: [JobAttempt]) async throws {
        let rows = try await tell(
            work,
            "reconcile",
            "SELECT id FROM \(schema.name).reconcile($1, $2, $3, $4)",
            Parameter(now()),
            Parameter(incarnation),
            Parameter(all: held.map(\.id)),
            Parameter(all: held.map(\.fence))
        ) { $0.id(0) }
        listeners.tell(rows.isEmpty ? [] : [.work], changed: rows)
    }

    public func leave(_ incarnation: Incarnation) async throws {
        let leave = Call(Statement(name: "leave", sql: "SELECT \(schema.name).leave($1)"), Parameter(incarnation))
        try await work.perform { [claiming, server] session in
            try session.use(isRepeatable: true) { connection in
                _ = try connection.perform([leave] + claiming.waking(incarnation, connection), within: server.limit)
            }
        }
    }
}

// What any worker does for all. JobStore documents these.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension PostgresJobStore {
    public func presences() async throws -> [Presence] {
        let name = schema.name
        let sql = "SELECT incarnation, beats, has_left FROM \(name).worker ORDER BY 1"
        return try await tell(upkeep, "presences", sql) { row in
            Presence(Incarnation(row.id(0)), row.bool(2) ? .dead : .beats(row.integer(1)))
        }
    }

    public func rescue(_ dead: [Presence]) async throws -> [RescuedJob] {
        let rescued = try await tell(
            upkeep,
            "rescue",
            "SELECT * FROM \(schema.name).rescue($1, $2, $3)",
            Parameter(now()),
            Parameter(all: dead.map(\.incarnation)),
            Parameter(dead.map(\.beats))
        ) { row in
            RescuedJob(id: row.id(0), name: row.text(1), state: try StoredState(stored: row.integer(2)).state, crashes: row.count(3))
        }
        listeners.tell(rescued.isEmpty ? [] : [.work, .times], changed: rescued.map(\.id))
        return rescued
    }

    public func stage(limit: Int) async throws -> Staging {
        let sql = "SELECT * FROM \(schema.name).stage($1, $2)"
        let rows = try await tell(upkeep, "stage", sql, Parameter(now()), Parameter(Int32(clamping: limit))) { row in
            let next = row.optional(2) { row.time($0) }.map { max(.zero, $0 - row.time(3)) }
            return (staging: Staging(staged: row.count(0), expired: row.count(1), next: next), changed: row.array(4).map(\.id))
        }
        guard let round = rows.first else { return Staging(staged: 0, expired: 0, next: nil) }
        listeners.tell(round.staging.staged > 0 ? [.work] : [], changed: round.changed)
        return round.staging
    }

    public func prune(_ retention: JobRetention, limit: Int) async throws -> Int {
        let states = [JobState.completed, .discarded, .cancelled, .quarantined]
        let gone = try await tell(
            upkeep,
            "prune",
            "SELECT id FROM \(schema.name).prune($1, $2, $3, $4)",
            Parameter(now()),
            Parameter(states.map { retention.period(of: $0)?.wholeMicroseconds }),
            Parameter(retention.completedCount.map { Int64($0) }),
            Parameter(Int32(clamping: limit))
        ) { $0.id(0) }
        try await tell(upkeep, "gather", "SELECT \(schema.name).gather()")
        listeners.tell([], changed: gone)
        return gone.count
    }
}

// What people say and ask. JobStore documents these.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension PostgresJobStore {
    public func cancel(_ ids: [JobID]) async throws -> [JobID: JobState] { try await change("cancel", ids, [.orders]) }

    public func retry(_ ids: [JobID]) async throws -> [JobID: JobState] { try await change("retry", ids, [.work]) }

    private func change(_ verb: String, _ ids: [JobID], _ notices: Set<JobNotice>) async throws -> [JobID: JobState] {
        let sql = "SELECT * FROM \(schema.name).\(verb)($1, $2)"
        let changed = try await tell(questions, verb, sql, Parameter(now()), Parameter(all: ids)) { row in
            (given: row.id(0), id: row.id(1), state: try StoredState(stored: row.integer(2)).state)
        }
        listeners.tell(notices, changed: changed.map(\.id))
        return Dictionary(changed.map { ($0.given, $0.state) }) { first, _ in first }
    }

    public func set(_ change: QueueChange, of queue: String) async throws {
        let (isPaused, limit): (Bool?, Int32?) =
            switch change {
            case .paused: (true, nil)
            case .resumed: (false, nil)
            case .limit(let limit): (nil, limit.map { Int32(clamping: max(0, $0)) } ?? -1)
            }
        try await tell(
            questions,
            "serve",
            "SELECT \(schema.name).serve($1, $2, $3)",
            Parameter(queue),
            Parameter(isPaused),
            Parameter(limit)
        )
        listeners.tell([.orders, .work], changed: EmptyCollection())
    }

    public func job(_ id: JobID) async throws -> JobRecord? {
        let name = schema.name
        let sql = """
            SELECT \(JobRecord.columns) FROM \(name).record JOIN \(name).lane USING (lane)
            WHERE id = coalesce((SELECT job FROM \(name).alias WHERE alias.id = $1), $1)
            """
        return try await tell(questions, "job", sql, Parameter(id), read: JobRecord.init).first
    }

    public func jobs(_ filter: JobFilter, before: JobID?, limit: Int) async throws -> [JobRecord] {
        let name = schema.name
        let sql = """
            SELECT \(JobRecord.columns) FROM \(name).record JOIN \(name).lane USING (lane)
            WHERE ($1::uuid IS NULL OR id < $1) AND ($2::smallint[] IS NULL OR state = ANY ($2))
                AND ($3::text[] IS NULL OR queue = ANY ($3)) AND ($4::text[] IS NULL OR lane.name = ANY ($4))
            ORDER BY id DESC LIMIT $5
            """
        return try await tell(
            questions,
            "jobs",
            sql,
            Parameter(before),
            Parameter(set: filter.states.map { StoredState.all(of: $0).map { Int16($0.rawValue) } }),
            Parameter(set: filter.queues?.sorted()),
            Parameter(set: filter.names?.sorted()),
            Parameter(Int64(limit)),
            read: JobRecord.init
        )
    }

    public func counts() async throws -> [JobCount] {
        let name = schema.name
        let sql = """
            SELECT queue, lane.name, CASE WHEN state = 3 THEN 2 ELSE state END AS state, sum(change)::bigint
            FROM \(name).tally JOIN \(name).lane USING (lane)
            GROUP BY 1, 2, 3 HAVING sum(change) > 0 ORDER BY queue COLLATE "C", lane.name COLLATE "C"
            """
        let counts = try await tell(questions, "counts", sql) { row in
            JobCount(
                queue: row.text(0),
                name: row.text(1),
                state: try StoredState(stored: row.integer(2)).state,
                count: row.count(3)
            )
        }
        return counts.sorted { ($0.queue, $0.name, $0.state.rawValue) < ($1.queue, $1.name, $1.state.rawValue) }
    }

    public func queues() async throws -> [QueueRecord] {
        let name = schema.name
        let sql = """
            SELECT known.name, coalesce(is_paused, false), running_limit
            FROM (
                SELECT queue AS name FROM \(name).tally JOIN \(name).lane USING (lane) GROUP BY lane, queue, state HAVING sum(change) > 0
                UNION SELECT name FROM \(name).queue
            ) AS known LEFT JOIN \(name).queue USING (name)
            ORDER BY known.name COLLATE "C"
            """
        return try await tell(questions, "queues", sql) { row in
            QueueRecord(name: row.text(0), isPaused: row.bool(1), limit: row.optional(2) { row.count($0) })
        }
    }

    public func notices() -> AsyncStream<JobNotice> {
        hear()
        return listeners.notices()
    }

    public func changes(of id: JobID) -> AsyncStream<Void> { listeners.changes(of: id) }
}

extension PostgresJobStore {
    /// Says one statement, which may be repeated where it is not known whether it was done.
    func tell<Value: Sendable>(
        _ line: some SessionGiving,
        _ name: String,
        _ sql: String,
        _ parameters: Parameter...,
        read: @escaping @Sendable (Row) throws -> Value
    ) async throws -> [Value] {
        let call = Call(Statement(name: name, sql: sql), parameters)
        return try await line.perform { session in
            try session.perform([call], isRepeatable: true)[0].map(read)
        }
    }

    func tell(_ line: some SessionGiving, _ name: String, _ sql: String, _ parameters: Parameter...) async throws {
        let call = Call(Statement(name: name, sql: sql), parameters)
        try await line.perform { session in _ = try session.perform([call], isRepeatable: true) }
    }

    /// What writes down how attempts ended, which are in the order of their ids.
    func finishing(_ attempts: [FinishedAttempt]) -> Call {
        Call(
            Statement(name: "finish", sql: "SELECT place FROM \(schema.name).finish($1, $2, $3, $4, $5, $6, $7)"),
            Parameter(now()),
            Parameter(all: attempts.map(\.attempt.id)),
            Parameter(all: attempts.map(\.attempt.fence)),
            Parameter(all: attempts.map(\.outcome.number)),
            Parameter(attempts.map(\.outcome.result)),
            Parameter(attempts.map(\.outcome.reason)),
            Parameter(attempts.map(\.outcome.wait))
        )
    }
}

extension Presence {
    /// By what it would show that it lives after all; nil for one that is dead for certain.
    fileprivate var beats: Int64? {
        if case .beats(let beats) = sign { beats } else { nil }
    }
}
