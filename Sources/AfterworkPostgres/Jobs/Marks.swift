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
/// The table has what runs and not what began and ended, so it stays small. Attempts that began in one round share a row, a part, of which
/// what has ended is taken out.
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
                for attempt in mark.attempts {
                    workers[mark.incarnation, default: RunningAttempts()].note(attempt, hasStarted: mark.hasStarted)
                }
            }
            for incarnation in workers.keys { workers[incarnation]?.closePart() }
            return workers.flatMap { statements(for: $0, $1) }
        }
        do {
            if !calls.isEmpty { _ = try session.perform(calls, isRepeatable: true) }
            workers.withLock { workers in
                for incarnation in workers.keys { workers[incarnation]?.changed = [] }
                workers = workers.filter { !$1.isEmpty }
            }
            for mark in marks { mark.succeed() }
        } catch {
            // The parts stay changed, and go out with the next word.
            for mark in marks { mark.fail(JobStoreUnavailable(error, in: session.server.place)) }
        }
    }

    private func statements(for incarnation: Incarnation, _ running: RunningAttempts) -> [Call] {
        var calls: [Call] = []
        let empty = running.changed.filter { running.parts[$0] == nil }
        if !empty.isEmpty {
            let sql = "SELECT \(schema.name).unmark($1, $2)"
            calls.append(Call(Statement(name: "unmark", sql: sql), Parameter(incarnation), Parameter(all: empty)))
        }
        let sql = """
            INSERT INTO \(schema.name).started (incarnation, part, ids, fences)
            SELECT $1, $2, $3, $4 WHERE EXISTS (SELECT FROM \(schema.name).worker WHERE incarnation = $1)
            ON CONFLICT (part, incarnation) DO UPDATE SET ids = excluded.ids, fences = excluded.fences
            """
        for (part, attempts) in running.parts where running.changed.contains(part) {
            calls.append(
                Call(
                    Statement(name: "mark", sql: sql),
                    Parameter(incarnation),
                    Parameter(part),
                    Parameter(all: attempts.map(\.id)),
                    Parameter(all: attempts.map(\.fence))
                )
            )
        }
        return calls
    }
}

/// The attempts of a worker that run, in parts.
struct RunningAttempts {
    private(set) var parts: [Int64: Set<JobAttempt>] = [:]
    private var places: [JobAttempt: Int64] = [:]
    private var openPart = Int64(UnixTime.now.microseconds)
    /// The parts that are not as the table has them.
    var changed: Set<Int64> = []

    var isEmpty: Bool { places.isEmpty }

    mutating func note(_ attempt: JobAttempt, hasStarted: Bool) {
        if hasStarted, places[attempt] == nil {
            parts[openPart, default: []].insert(attempt)
            places[attempt] = openPart
            changed.insert(openPart)
        } else if !hasStarted, let part = places.removeValue(forKey: attempt) {
            parts[part]?.remove(attempt)
            if parts[part]?.isEmpty ?? false { parts[part] = nil }
            changed.insert(part)
        }
    }

    /// Has what starts from now on go into a new part.
    mutating func closePart() { openPart += 1 }
}
