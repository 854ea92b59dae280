import Afterwork
import Synchronization

/// Jobs that a caller wants stored, and what became of them.
final class EnqueueOperation: Sendable {
    let jobs: [PreparedJob]
    /// Since when its caller waits.
    let since = ContinuousClock.now
    private let continuation: CheckedContinuation<[Enqueued], any Error>

    init(_ jobs: [PreparedJob], continuation: CheckedContinuation<[Enqueued], any Error>) {
        self.jobs = jobs
        self.continuation = continuation
    }

    /// How many bytes of payload there are.
    var byteCount: Int { jobs.reduce(0) { $0 + $1.payload.count } }

    /// Whether it may wait for somebody's key.
    fileprivate var isUnique: Bool { jobs.contains { $0.uniqueness != nil } }

    /// Tells the caller.
    ///
    /// - Parameter ids: Under which each job is stored.
    func succeed(_ ids: some Sequence<JobID>) {
        continuation.resume(returning: zip(jobs, ids).map { $0.id == $1 ? .inserted($1) : .existed($1) })
    }

    /// Tells the caller that nothing was stored.
    func fail(_ error: JobStoreUnavailable) { continuation.resume(throwing: error) }
}

/// Stores jobs of many callers in one round.
struct Enqueueing: Sendable {
    let schema: Schema
    let now: PostgresJobStore.Clock

    /// How many jobs go into a round, and how many bytes of payload, so that none takes too long.
    private static let most = 2048
    private static let mostBytes = 16 << 20
    /// What PostgreSQL takes in one statement: a gigabyte, and it keeps some of that for itself.
    private static let mostBytesAtAll = 512 << 20

    /// For how long it goes on with those that are held up, one after another, while others may wait.
    private static let longestForHeld = Duration.milliseconds(300)

    /// How long those that are served now may take.
    private struct Limits {
        /// Until when those are tried apart of which one is held up.
        let ofHeld = ContinuousClock.now + longestForHeld
        /// Until when those are tried apart of which one failed otherwise.
        let ofAll: ContinuousClock.Instant

        init(_ server: Server) { ofAll = .now + server.limit * 2 }
    }

    /// Stores what waits, together; where that fails because of one, those that have nothing to do with it by themselves.
    ///
    /// - Parameters:
    ///   - operations: What has come.
    ///   - held: What was held up before, because somebody else has what it waits for: a unique key, or a lane that is being made.
    ///   - session: Where.
    ///   - told: Called with the jobs that were stored or replaced, and with what that is to workers, before their callers are told.
    /// - Returns: What is held up now.
    func serve(
        _ operations: [EnqueueOperation],
        _ held: [EnqueueOperation],
        _ session: inout Session,
        told: ([JobID], Set<JobNotice>) -> Void
    ) -> [EnqueueOperation] {
        var stillHeld: [EnqueueOperation] = []
        var rest = operations[...]
        while !rest.isEmpty {
            var (count, bytes) = (0, 0)
            let batch = rest.prefix { operation in
                defer { (count, bytes) = (count + operation.jobs.count, bytes + operation.byteCount) }
                return count == 0 || count + operation.jobs.count <= Self.most && bytes + operation.byteCount <= Self.mostBytes
            }
            rest = rest.dropFirst(batch.count)
            stillHeld += serve(Array(batch), &session, within: Limits(session.server), told: told)
        }
        let limits = Limits(session.server)
        var later: [EnqueueOperation] = []
        for part in Self.parts(of: held) {
            if .now < limits.ofHeld {
                stillHeld += serve(part, &session, within: limits, told: told)
            } else {
                later += part
            }
        }
        return later + stillHeld
    }

    private func serve(
        _ operations: [EnqueueOperation],
        _ session: inout Session,
        within limits: Limits,
        told: ([JobID], Set<JobNotice>) -> Void
    ) -> [EnqueueOperation] {
        do {
            let jobs = operations.flatMap(\.jobs)
            guard operations.reduce(0, { $0 + $1.byteCount }) <= Self.mostBytesAtAll else {
                throw JobStoreUnavailable(
                    .full,
                    "The jobs are too large to be stored together: \(Self.mostBytesAtAll >> 20) MiB are the most."
                )
            }
            let stored = try store(jobs, &session)
            told(stored, jobs.reduce(into: []) { $0.formUnion($1.notices) })
            var ids = stored[...]
            for operation in operations {
                operation.succeed(ids.prefix(operation.jobs.count))
                ids = ids.dropFirst(operation.jobs.count)
            }
            return []
        } catch let failure as PostgresFailure where !failure.isFatal {
            guard operations.count > 1 else {
                if failure.isLockTimeout { return hold(operations[0], failure, session.server) }
                fail(operations, failure, session.server)
                return []
            }
            var parts = Self.parts(of: operations)
            if parts.count == 1 { parts = operations.map { [$0] } }
            var (untried, held): ([EnqueueOperation], [EnqueueOperation]) = ([], [])
            for part in parts {
                if failure.isLockTimeout, .now >= limits.ofHeld {
                    untried += part
                } else if .now < limits.ofAll {
                    held += serve(part, &session, within: limits, told: told)
                } else {
                    fail(part, failure, session.server)
                }
            }
            return untried + held
        } catch {
            fail(operations, error, session.server)
            return []
        }
    }

    /// Parts of which each has nothing to do with what another waits for: those of the same lanes together, and those of the same keys.
    private static func parts(of operations: [EnqueueOperation]) -> [[EnqueueOperation]] {
        var parts: [[EnqueueOperation]] = []
        var places: [Wanted: Int] = [:]
        for operation in operations {
            let wanted = Wanted(operation)
            if let place = places[wanted] {
                parts[place].append(operation)
            } else {
                places[wanted] = parts.count
                parts.append([operation])
            }
        }
        // Those that wait for nobody's key first.
        return parts.filter { !$0[0].isUnique } + parts.filter { $0[0].isUnique }
    }

    /// What somebody else may have.
    private struct Wanted: Hashable {
        let lanes: Set<Lane>
        let keys: Set<[UInt8]>

        init(_ operation: EnqueueOperation) {
            lanes = Set(operation.jobs.map(Lane.init))
            keys = Set(operation.jobs.compactMap { $0.uniqueness?.key })
        }
    }

    /// Tells a caller who has waited for too long.
    ///
    /// - Returns: The operation if its caller waits on.
    private func hold(_ operation: EnqueueOperation, _ failure: PostgresFailure, _ server: Server) -> [EnqueueOperation] {
        if .now < operation.since + server.patience { return [operation] }
        fail([operation], failure, server)
        return []
    }

    private func fail(_ operations: [EnqueueOperation], _ error: any Error, _ server: Server) {
        for operation in operations { operation.fail(JobStoreUnavailable(error, in: server.place)) }
    }

    /// - Returns: The id under which each is stored.
    private func store(_ jobs: [PreparedJob], _ session: inout Session) throws -> [JobID] {
        let limit = session.server.limit
        // An id makes it the same job: it may be stored again where it is not known whether it was.
        return try session.use(isRepeatable: true) { connection in
            let lanes = try numbers(of: jobs, connection, within: limit)
            return try ids(connection.perform(calls(for: jobs, lanes: lanes), within: limit), of: jobs)
        }
    }

    /// The number of each job's lane. One that is missing is made in a transaction by itself, so that nobody waits for a longer one.
    private func numbers(of jobs: [PreparedJob], _ connection: Connection, within limit: Duration) throws -> [Int32] {
        // Jobs that come together are mostly of one lane.
        var last: (lane: Lane, number: Int32)?
        return try jobs.map { job in
            let lane = Lane(job)
            if let last, last.lane == lane { return last.number }
            let number = try connection.lanes[lane] ?? Self.number(in: connection.perform([call(for: lane)], within: limit).first)
            connection.lanes[lane] = number
            last = (lane, number)
            return number
        }
    }

    /// Asks for a lane's number, and makes the lane if need be.
    func call(for lane: Lane) -> Call {
        Call(
            Statement(name: "lane", sql: "SELECT \(schema.name).lane($1, $2, $3)"),
            Parameter(lane.queue),
            Parameter(lane.name),
            Parameter(Int32(clamping: lane.priority))
        )
    }

    /// A lane's number, from the answer to ``call(for:)``.
    static func number(in answer: Rows?) throws -> Int32 {
        guard let number = answer?.first({ Int32(truncatingIfNeeded: $0.integer(0)) }) else {
            throw JobStoreUnavailable(.lost, "The server made no lane for a job.")
        }
        return number
    }

    /// What stores jobs, all of them or none.
    func calls(for jobs: [PreparedJob], lanes: [Int32]) -> [Call] {
        jobs.allSatisfy(\.isPlain) ? [plain(jobs, lanes)] : [special(jobs, lanes)]
    }

    func ids(_ rows: [Rows], of jobs: [PreparedJob]) -> [JobID] {
        jobs.allSatisfy(\.isPlain) ? jobs.map(\.id) : rows.first?.map { $0.id(0) } ?? []
    }

    private func plain(_ jobs: [PreparedJob], _ lanes: [Int32]) -> Call {
        Call(
            Statement(name: "enqueue_plain", sql: "SELECT \(schema.name).enqueue_plain($1, $2, $3, $4)"),
            Parameter(now()),
            Parameter(all: jobs.map(\.id)),
            Parameter(all: lanes),
            Parameter(all: jobs.map(\.payload))
        )
    }

    private func special(_ jobs: [PreparedJob], _ lanes: [Int32]) -> Call {
        Call(
            Statement(
                name: "enqueue_all",
                sql: "SELECT id FROM \(schema.name).enqueue_all($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
            ),
            Parameter(now()),
            Parameter(all: jobs.map(\.id)),
            Parameter(all: lanes),
            Parameter(all: jobs.map(\.payload)),
            Parameter(jobs.map { if case .at(let time) = $0.schedule { time } else { nil } }),
            Parameter(jobs.map { if case .after(let pause) = $0.schedule { pause.wholeMicroseconds } else { nil } }),
            Parameter(jobs.map { $0.expiry?.wholeMicroseconds }),
            Parameter(jobs.map { $0.timeout?.wholeMicroseconds }),
            Parameter(jobs.map { $0.retry?.description }),
            Parameter(jobs.map { TraceText.text(of: $0.trace) }),
            Parameter(jobs.map { $0.uniqueness?.key }),
            Parameter(jobs.map { $0.uniqueness?.period?.wholeMicroseconds }),
            Parameter(jobs.map { $0.uniqueness.map { Self.bits($0.states) } }),
            Parameter(jobs.map { $0.uniqueness.map { $0.conflict == .replace } })
        )
    }

    private static func bits(_ states: Set<JobState>) -> Int32 {
        states.reduce(0) { $0 | 1 << Int32(StoredState($1).rawValue) }
    }
}

extension PreparedJob {
    /// What workers of this process are told of the job, who need no notification of the server's.
    var notices: Set<JobNotice> { isPlain ? [.work] : [.work, .times] }

    /// Whether it is to run at once, and has nothing that most jobs have not.
    fileprivate var isPlain: Bool {
        guard case .now = schedule else { return false }
        return expiry == nil && timeout == nil && retry == nil && uniqueness == nil && trace.isEmpty
    }
}

/// Where jobs line up: those of one queue, name and priority.
struct Lane: Hashable {
    let queue: String
    let name: String
    let priority: Int

    init(_ job: PreparedJob) {
        queue = job.queue
        name = job.name
        priority = job.priority
    }
}
