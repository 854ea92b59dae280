import Afterwork
import Synchronization

/// Something that a caller wants done in the database, and waits for.
///
/// Made by the caller together with the place for what comes of it, so that the writer, for which all wait, makes nothing and has little to
/// fetch: memory that one thread has written and another reads is dear.
protocol WriteOperation: AnyObject, Sendable {
    /// Does it, inside a transaction that it may share with others. May be called again in another one, if that was not committed.
    func run(_ tables: inout JobTables, at now: UnixTime) throws
    /// Tells the caller that the transaction has been committed.
    func succeed()
    /// Tells the caller that it was not done.
    func fail(_ error: JobStoreUnavailable)
}

/// Stores jobs: what most operations do by far.
final class EnqueueOperation: WriteOperation {
    typealias Continuation = CheckedContinuation<[Int: JobID], any Error>

    private let jobs: [PreparedJob]
    private let continuation: Continuation
    /// By their place, which jobs were there already, and as what; nearly always none.
    private let others = Mutex<[Int: JobID]>([:])

    init(_ jobs: [PreparedJob], continuation: Continuation) {
        self.jobs = jobs
        self.continuation = continuation
    }

    func run(_ tables: inout JobTables, at now: UnixTime) throws {
        others.withLock { $0.removeAll() }
        for place in jobs.indices {
            guard case .existed(let other) = try tables.enqueue(jobs[place], at: now) else { continue }
            others.withLock { $0[place] = other }
        }
    }

    func succeed() { continuation.resume(returning: others.withLock(\.self)) }

    func fail(_ error: JobStoreUnavailable) { continuation.resume(throwing: error) }
}

/// Anything else.
final class GeneralOperation<Value: Sendable>: WriteOperation {
    typealias Body = @Sendable (inout JobTables, UnixTime) throws -> Value

    private let body: Body
    private let continuation: CheckedContinuation<Value, any Error>
    /// What the latest run returned.
    private let value = Mutex<Value?>(nil)

    init(_ body: @escaping Body, continuation: CheckedContinuation<Value, any Error>) {
        self.body = body
        self.continuation = continuation
    }

    func run(_ tables: inout JobTables, at now: UnixTime) throws {
        let value = try body(&tables, now)
        self.value.withLock { $0 = value }
    }

    func succeed() {
        if let value = value.withLock(\.self) { continuation.resume(returning: value) }
    }

    func fail(_ error: JobStoreUnavailable) { continuation.resume(throwing: error) }
}
