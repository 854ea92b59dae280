import Afterwork
import Synchronization

/// Takes jobs for the workers of a store.
final class Claiming: Sendable {
    private let schema: Schema
    private let now: PostgresJobStore.Clock
    private let floors = Mutex(Floors())

    init(schema: Schema, now: @escaping PostgresJobStore.Clock) {
        self.schema = schema
        self.now = now
    }

    /// The lanes in which claims do not begin at the front.
    var lanesWithFloor: Set<Int> { floors.withLock { Set($0.lanes.keys) } }

    /// Takes jobs.
    ///
    /// - Parameters:
    ///   - request: Which ones.
    ///   - session: Where. What sleeps is known by its connection.
    ///   - isWoken: Whether somebody hears what others say, so that the worker may sleep.
    ///   - elsewhere: Has something done with another connection, some time.
    ///   - tell: Tells workers that there is something to claim.
    /// - Returns: The jobs.
    /// - Throws: ``PostgresFailure`` or ``JobStoreUnavailable``.
    func claim(
        _ request: ClaimRequest,
        _ session: inout Session,
        isWoken: Bool,
        elsewhere: (@escaping @Sendable (inout Session) throws -> Void) -> Void,
        tell: @escaping @Sendable () -> Void
    ) throws -> Claim {
        // A suspect became one when its worker died, so it has a time that has passed.
        let known = request.wantsSuspect ? [:] : floors.withLock(\.lanes)
        let limit = session.server.limit
        let (row, mustLookAgain) = try session.use(isRepeatable: false) { connection in
            try claim(request, connection, from: known, isWoken: isWoken, within: limit)
        }
        guard let row else { return Claim(jobs: [], hasSuspects: false) }
        switch floors.withLock({ $0.note(passed: row.passed) }) {
        case .advance:
            // What was claimed counts more than this, which is tried again soon.
            let rows = try? session.perform([call("floors", known)], isRepeatable: true)
            if let advanced = rows?.first?.map({ ($0.count(0), $0.time(1)) }) { floors.withLock { $0.advance(to: advanced) } }
        case .lookBehind:
            elsewhere { [self] session in
                let known = floors.withLock(\.lanes)
                let start = ContinuousClock.now
                do {
                    let behind = try session.perform([call("behind", known)], isRepeatable: true)[0].map { row in
                        (lane: row.count(0), floor: row.optional(1) { row.time($0) }, passed: row.count(2))
                    }
                    floors.withLock { $0.lower(to: behind, took: start.duration(to: .now)) }
                    if behind.contains(where: { $0.floor != nil }) { tell() }
                } catch {
                    floors.withLock { $0.giveUpLooking(after: start.duration(to: .now)) }
                    throw error
                }
            }
        case nil: break
        }
        let bytes = row.jobs.reduce(0) { $0 + $1.payload.count }
        return Claim(jobs: row.jobs, hasSuspects: row.hasSuspects, isCutShort: mustLookAgain || bytes >= ClaimRequest.byteLimit)
    }

    /// What wakes a worker, as far as the server knows that it sleeps by a connection.
    func waking(_ incarnation: Incarnation, _ connection: Connection) -> [Call] {
        guard connection.sleepers.removeValue(forKey: incarnation) != nil else { return [] }
        return [Call(Statement(name: "wake", sql: "SELECT pg_advisory_unlock_shared(\(schema.sleepers))"))]
    }

    private func call(_ function: String, _ floors: [Int: UnixTime]) -> Call {
        Call(
            Statement(name: function, sql: "SELECT * FROM \(schema.name).\(function)($1, $2, $3)"),
            Parameter(now()),
            Parameter(all: floors.keys.map { Int32(clamping: $0) }),
            Parameter(all: floors.values)
        )
    }

    private func claim(
        _ request: ClaimRequest,
        _ connection: Connection,
        from floors: [Int: UnixTime],
        isWoken: Bool,
        within limit: Duration
    ) throws -> (row: ClaimRow?, mustLookAgain: Bool) {
        let sleep = isWoken ? connection.sleepers[request.incarnation] ?? .awake : .notWoken
        let waking = isWoken ? [] : waking(request.incarnation, connection)
        let call = Call(
            Statement(
                name: "claim",
                sql: "SELECT * FROM \(schema.name).claim($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
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
            Parameter(all: floors.keys.map { Int32(clamping: $0) }),
            Parameter(all: floors.values),
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

/// Where claims begin to look.
///
/// In front of the jobs that wait lie those that were claimed, until the server has removed them from the index: it does so about once a
/// minute, and not at all while somebody keeps an old snapshot open, such as a backup or a forgotten transaction. A claim that begins to look at
/// the front takes longer and longer. So once that shows, claims begin where the last ones found something; and every now and then it is
/// looked behind, where a job may have appeared whose transaction took its time, or that was handed back. How often depends on how long that
/// takes.
struct Floors {
    enum Step {
        case advance
        case lookBehind
    }

    /// From when on each lane has what waits; empty as long as claims look at the front.
    private(set) var lanes: [Int: UnixTime] = [:]
    private var isNeeded = false
    private var advancedAt: ContinuousClock.Instant?
    private var lookedBehindAt = ContinuousClock.now
    private var isLooking = false
    private var pause = shortestPause

    /// How many entries of no use a claim may pass: about a millisecond.
    private static let most = 5000
    private static let pauseOfAdvance = Duration.milliseconds(200)
    private static let shortestPause = Duration.milliseconds(250)

    /// Takes note of how much a claim has passed that is of no use any more, in entries of the index.
    ///
    /// - Returns: What is to be done now.
    mutating func note(passed: Int, at time: ContinuousClock.Instant = .now) -> Step? {
        if !isNeeded {
            guard passed > Self.most else { return nil }
            isNeeded = true
            lookedBehindAt = time
        }
        // First this, or who claims seldom would never come to it.
        if !isLooking, !lanes.isEmpty, lookedBehindAt.duration(to: time) >= pause {
            isLooking = true
            return .lookBehind
        }
        guard advancedAt.map({ $0.duration(to: time) >= Self.pauseOfAdvance }) ?? true else { return nil }
        advancedAt = time
        return .advance
    }

    mutating func advance(to floors: [(lane: Int, floor: UnixTime)]) {
        guard isNeeded else { return }
        for (lane, floor) in floors { lanes[lane] = floor }
    }

    /// Takes note that it could not be looked behind.
    mutating func giveUpLooking(after took: Duration, at time: ContinuousClock.Instant = .now) {
        isLooking = false
        lookedBehindAt = time
        pause = max(Self.shortestPause, took * 20)
    }

    /// Takes note of what was found behind the floors.
    mutating func lower(to floors: [(lane: Int, floor: UnixTime?, passed: Int)], took: Duration, at time: ContinuousClock.Instant = .now) {
        isLooking = false
        lookedBehindAt = time
        pause = max(Self.shortestPause, took * 20)
        for (lane, floor, _) in floors { lanes[lane] = floor ?? lanes[lane] }
        // Nothing lies there any more.
        if floors.last.map({ $0.passed <= Self.most }) ?? true { self = Floors() }
    }
}
