import Afterwork
import Synchronization

/// What a worker says of attempts, and waits for: that they begin or run no more.
final class Mark: Sendable {
    let attempts: [JobAttempt]
    let incarnation: Incarnation
    let hasStarted: Bool
    private let continuation: CheckedContinuation<Void, any Error>

    init(
        _ attempts: [JobAttempt],
        of incarnation: Incarnation,
        asStarted hasStarted: Bool,
        continuation: CheckedContinuation<Void, any Error>
    ) {
        self.attempts = attempts
        self.incarnation = incarnation
        self.hasStarted = hasStarted
        self.continuation = continuation
    }

    func succeed() { continuation.resume() }

    func fail(_ error: JobStoreUnavailable) { continuation.resume(throwing: error) }
}

/// Keeps the table of what runs as this store's workers say: what all slots have said meanwhile goes out in one round.
///
/// The table has what runs and not what began and ended, so it stays small. A row holds up to 64 attempts, and a round writes those rows
/// anew that have changed.
final class Marking: Sendable {
    private let schema: Schema
    private let workers = Mutex<[Incarnation: RunningAttempts]>([:])

    init(schema: Schema) {
        self.schema = schema
    }

    /// Writes down what workers have said.
    ///
    /// - Parameters:
    ///   - marks: What they have said.
    ///   - session: Where.
    func serve(_ marks: [Mark], _ session: inout Session) {
        let calls = workers.withLock { workers in
            for mark in marks {
                var running = workers[mark.incarnation] ?? RunningAttempts()
                for attempt in mark.attempts { running.note(attempt, hasStarted: mark.hasStarted) }
                workers[mark.incarnation] = running
            }
            return workers.flatMap { incarnation, running in running.changed.map { call(incarnation, $0, running.rows[$0]) } }
        }
        do {
            if !calls.isEmpty { _ = try session.perform(calls, isRepeatable: true) }
            workers.withLock { workers in
                for incarnation in workers.keys { workers[incarnation]?.changed = [] }
                workers = workers.filter { !$1.isEmpty }
            }
            for mark in marks { mark.succeed() }
        } catch {
            // The rows stay changed, and go out with the next word.
            for mark in marks { mark.fail(JobStoreUnavailable(error, in: session.server.place)) }
        }
    }

    private func call(_ incarnation: Incarnation, _ row: Int, _ attempts: Set<JobAttempt>) -> Call {
        let sql = """
            INSERT INTO \(schema.name).started (incarnation, part, ids, fences)
            SELECT $1, $2, $3, $4 WHERE EXISTS (SELECT FROM \(schema.name).worker WHERE incarnation = $1)
            ON CONFLICT (incarnation, part) DO UPDATE SET ids = excluded.ids, fences = excluded.fences
            """
        return Call(
            Statement(name: "mark", sql: sql),
            Parameter(incarnation),
            Parameter(Int32(row)),
            Parameter(all: attempts.map(\.id)),
            Parameter(all: attempts.map(\.fence))
        )
    }
}

/// The attempts of a worker that run, in rows.
private struct RunningAttempts {
    private static let most = 64

    private(set) var rows: [Set<JobAttempt>] = []
    private var places: [JobAttempt: Int] = [:]
    /// The rows that are not as the table has them.
    var changed: Set<Int> = []

    var isEmpty: Bool { places.isEmpty }

    mutating func note(_ attempt: JobAttempt, hasStarted: Bool) {
        if hasStarted, places[attempt] == nil {
            let row = rows.firstIndex { $0.count < Self.most } ?? rows.count
            if row == rows.count { rows.append([]) }
            rows[row].insert(attempt)
            places[attempt] = row
            changed.insert(row)
        } else if !hasStarted, let row = places.removeValue(forKey: attempt) {
            rows[row].remove(attempt)
            changed.insert(row)
        }
    }
}
