import Afterwork
import Synchronization

/// Takes jobs for the workers of a store.
final class Claiming: Sendable {
    private let schema: Schema
    private let now: PostgresJobStore.Clock
    private let looks: SessionLine<Errand>
    private let listeners: JobListeners
    private let floors = Mutex(Floors())

    /// - Parameters:
    ///   - schema: Where the jobs are.
    ///   - now: The store's clock.
    ///   - looks: Where it is searched for the floors and looked behind them, beside all else.
    ///   - listeners: Who is told of those that were found.
    init(schema: Schema, now: @escaping PostgresJobStore.Clock, looks: SessionLine<Errand>, listeners: JobListeners) {
        self.schema = schema
        self.now = now
        self.looks = looks
        self.listeners = listeners
    }

    /// From when on each lane has what waits; empty as long as claims begin at the front.
    var knownFloors: [Int: UnixTime] { floors.withLock(\.lanes) }

    /// Takes jobs.
    ///
    /// - Parameters:
    ///   - request: Which ones.
    ///   - session: Where. What sleeps is known by its connection.
    ///   - isWoken: Whether somebody hears what others say, so that the worker may sleep.
    /// - Returns: The jobs.
    /// - Throws: ``PostgresFailure`` or ``JobStoreUnavailable``.
    func claim(_ request: ClaimRequest, _ session: inout Session, isWoken: Bool) throws -> Claim {
        // A suspect became one when its worker died, so it has a time that has passed.
        let (beginnings, late) = request.wantsSuspect ? ([:], []) : floors.withLock { ($0.beginnings, $0.someLate) }
        do {
            let limit = session.server.limit
            let (row, mustLookAgain) = try session.use(isRepeatable: false) { connection in
                try claim(request, connection, from: beginnings, late: late, isWoken: isWoken, within: limit)
            }
            guard let row else { return Claim(jobs: [], hasSuspects: false) }
            if let search = floors.withLock({ $0.note(claimed: row.jobs.map(\.attempt.id), passed: row.passed) ? $0.beginSearch() : nil }) {
                // At once, for the next claim would pass as much. This one counts, whatever becomes of the search.
                try? perform(search, &session)
            }
            lookIfDue()
            let bytes = row.jobs.reduce(0) { $0 + $1.payload.count }
            let hasMore = bytes >= ClaimRequest.byteLimit || !row.jobs.isEmpty && floors.withLock(\.hasTooManyLate)
            return Claim(jobs: row.jobs, hasSuspects: row.hasSuspects, isCutShort: mustLookAgain || hasMore)
        } catch let failure as PostgresFailure where failure.isTimeout {
            // There may be too much that is dead.
            _ = floors.withLock { $0.need() }
            lookIfDue()
            throw failure
        }
    }

    /// Searches for the floors and looks for jobs behind them, beside all else, if it is time to.
    func lookIfDue() {
        if let search = floors.withLock({ $0.beginSearch() }) {
            looks.put(Errand { [self] session in try perform(search, &session) }) { _ in
                _ = floors.withLock { $0.endSearch(nil, took: .zero) }
            }
        }
        if let look = floors.withLock({ $0.beginLook() }) {
            looks.put(Errand { [self] session in try perform(look, &session) }) { _ in
                _ = floors.withLock { $0.endLook(nil, took: .zero) }
            }
        }
    }

    private func perform(_ search: Floors.Search, _ session: inout Session) throws {
        let more = [Parameter(search.reach.wholeMicroseconds), Parameter(search.isNoted)]
        try ask(call("floors", search.lanes, more), &session) { floors, rows, took in
            floors.endSearch(rows?.map { ($0.count(0), $0.time(1)) }, took: took)
        }
    }

    private func perform(_ look: Floors.Look, _ session: inout Session) throws {
        let more = [Parameter(look.until), Parameter(look.width.wholeMicroseconds), Parameter(Int32(Floors.mostFound))]
        try ask(call("behind", look.lanes, more), &session) { floors, rows, took in
            let found = rows?.first { row in
                Floors.Found(late: row.array(0).map(\.id), since: row.time(1), width: .microseconds(row.integer(2)), passed: row.count(3))
            }
            return floors.endLook(found, took: took)
        }
    }

    /// Asks something about floors.
    ///
    /// - Parameters:
    ///   - call: What.
    ///   - session: Where.
    ///   - note: Takes note of the answer, `nil` if there is none, and how long it took; says whether there is something for workers.
    /// - Throws: ``PostgresFailure`` or ``JobStoreUnavailable``.
    private func ask(_ call: Call, _ session: inout Session, note: (inout Floors, Rows?, Duration) -> Bool) throws {
        let begun = ContinuousClock.now
        do {
            let rows = try session.perform([call], isRepeatable: true)[0]
            let isNews = floors.withLock { note(&$0, rows, begun.duration(to: .now)) }
            if isNews { listeners.tell([.work], changed: EmptyCollection()) }
        } catch {
            _ = floors.withLock { note(&$0, nil, .zero) }
            throw error
        }
    }

    /// What wakes a worker, as far as the server knows that it sleeps by a connection.
    func waking(_ incarnation: Incarnation, _ connection: Connection) -> [Call] {
        guard connection.sleepers.removeValue(forKey: incarnation) != nil else { return [] }
        return [Call(Statement(name: "wake", sql: "SELECT pg_advisory_unlock_shared(\(schema.sleepers))"))]
    }

    private func call(_ function: String, _ floors: [Int: UnixTime], _ more: [Parameter]) -> Call {
        let places = (1...3 + more.count).map { "$\($0)" }.joined(separator: ", ")
        return Call(
            Statement(name: function, sql: "SELECT * FROM \(schema.name).\(function)(\(places))"),
            [Parameter(now()), Parameter(all: floors.keys.map { Int32(clamping: $0) }), Parameter(all: floors.values)] + more
        )
    }

    private func claim(
        _ request: ClaimRequest,
        _ connection: Connection,
        from beginnings: [Int: UnixTime],
        late: [JobID],
        isWoken: Bool,
        within limit: Duration
    ) throws -> (row: ClaimRow?, mustLookAgain: Bool) {
        let sleep = isWoken ? connection.sleepers[request.incarnation] ?? .awake : .notWoken
        let waking = isWoken ? [] : waking(request.incarnation, connection)
        let call = Call(
            Statement(
                name: "claim",
                sql: "SELECT * FROM \(schema.name).claim($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
            ),
            Parameter(now()),
            Parameter(request.incarnation),
            Parameter(all: request.names.sorted()),
            Parameter(request.shares.map(\.queue)),
            Parameter(all: request.shares.map { Int32(clamping: $0.fair) }),
            Parameter(all: request.shares.map { Int32(clamping: $0.most) }),
            Parameter(Int32(clamping: request.limit)),
            Parameter(Int64(ClaimRequest.byteLimit)),
            Parameter(request.wantsSuspect),
            Parameter(all: beginnings.keys.map { Int32(clamping: $0) }),
            Parameter(all: beginnings.values),
            Parameter(all: late),
            Parameter(sleep.number)
        )
        do {
            let row = try connection.perform([call] + waking, within: limit).first?.first(ClaimRow.init)
            let next = Sleep(row?.sleep ?? sleep.number, before: sleep)
            connection.sleepers[request.incarnation] = next == .awake || next == .notWoken ? nil : next
            return (row, next.mustLookAgain)
        } catch {
            // What it has said about sleeping may stay although nothing else of it does.
            connection.sleepers = [:]
            if !connection.isBroken {
                _ = try? connection.perform([Call(Statement(name: "", sql: "SELECT pg_advisory_unlock_all()"))], within: limit)
            }
            throw error
        }
    }
}

/// What the server knows of a worker's sleep: that it has found nothing more, and is to be told when there is something. See `claim` in the
/// schema.
enum Sleep: Equatable {
    /// Nobody would hear it.
    case notWoken
    case awake
    /// It has said that it sleeps, so often looked again since, and there was still somebody whose job it may not see.
    case falling(looks: Int)
    case asleep

    /// How often it looks again at once. Whoever takes longer to commit than that is found by a later look.
    private static let mostLooks = 3

    init(_ number: Int32, before: Sleep) {
        switch (number, before) {
        case (0, _): self = .awake
        case (1, .falling(let looks)): self = .falling(looks: min(looks + 1, Self.mostLooks))
        case (1, _): self = .falling(looks: 0)
        case (2, _): self = .asleep
        default: self = .notWoken
        }
    }

    var number: Int32 {
        switch self {
        case .notWoken: -1
        case .awake: 0
        case .falling: 1
        case .asleep: 2
        }
    }

    var mustLookAgain: Bool {
        if case .falling(let looks) = self { looks < Self.mostLooks } else { false }
    }
}
