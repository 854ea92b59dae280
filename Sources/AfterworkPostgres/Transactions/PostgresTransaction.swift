public import Afterwork

/// A transaction on a connection of a ``PostgresJobStore``, with statements of the application's own and with jobs: all of it happens, or
/// nothing. See ``PostgresJobStore/transaction(_:)``.
///
/// It is for the closure that it was given to, and for its thread.
public final class PostgresTransaction {
    private let connection: Connection
    private let store: PostgresJobStore
    /// What went wrong first. From then on PostgreSQL takes nothing more but the transaction's end.
    private(set) var failure: (any Error)?
    private(set) var changed: [JobID] = []
    private(set) var notices: Set<JobNotice> = []
    /// The numbers of lanes that were asked for in it, since the last statement of the application's.
    private(set) var lanes: [Lane: Int32] = [:]
    private var isOver = false

    init(on connection: Connection, of store: PostgresJobStore) {
        self.connection = connection
        self.store = store
    }

    func end() { isOver = true }

    /// Executes a statement of the application's own.
    ///
    /// ```swift
    /// try transaction.execute("INSERT INTO review (product, stars, text) VALUES ($1, $2, $3)", product, 5, text)
    /// ```
    ///
    /// - Parameters:
    ///   - sql: One statement, with `$1`, `$2` and so on where parameters stand.
    ///   - parameters: The parameters: numbers, texts, `Bool`s, or `nil` for null. PostgreSQL reads each as the type that the statement wants
    ///     there, so text such as `"2026-11-26"` or `"{1,2}"` will do for a date or an array.
    /// - Returns: Its rows, if it has any, and how many it was about.
    /// - Throws: ``PostgresFailure``, after which nothing of the transaction will have happened, also if this error is caught.
    @discardableResult
    public func execute(_ sql: String, _ parameters: (any LosslessStringConvertible)?...) throws -> PostgresResult {
        // It may go back to before one was made.
        lanes = [:]
        var call = Call(Statement(name: "", sql: sql), parameters.map { Parameter(text: $0.map(\.description)) })
        call.wantsText = true
        return PostgresResult(try perform(call))
    }

    /// Stores a job, which is there if and when the transaction is committed.
    ///
    /// - Parameter job: The job, from ``JobQueue/prepare(_:configure:)``.
    /// - Returns: Whether it was stored, or the same job was there.
    /// - Throws: ``PostgresFailure``.
    @discardableResult
    public func enqueue(_ job: PreparedJob) throws -> Enqueued {
        let lane = try lane(of: job)
        var rows: [Rows] = []
        for call in store.enqueueing.calls(for: [job], lanes: [lane]) { rows.append(try perform(call)) }
        let id = store.enqueueing.ids(rows, of: [job]).first ?? job.id
        changed.append(id)
        notices.formUnion(job.notices)
        return id == job.id ? .inserted(id) : .existed(id)
    }

    /// One that is not known may be made here, and is not there if the transaction is rolled back.
    private func lane(of job: PreparedJob) throws -> Int32 {
        let lane = Lane(job)
        if let known = connection.lanes[lane] ?? lanes[lane] { return known }
        let number = try Enqueueing.number(in: perform(store.enqueueing.call(for: lane)))
        lanes[lane] = number
        return number
    }

    /// Writes down that an attempt has completed its job, if and when the transaction is committed: the job is done if and when its handler's
    /// writes are there, so that it is not done twice.
    ///
    /// - Parameters:
    ///   - attempt: The attempt, from ``JobContext/attempt``.
    ///   - result: What it resulted in, as JSON; `nil` for nothing.
    /// - Throws: ``StaleAttempt`` if the job was taken from this worker, and ``PostgresFailure``. After either nothing of the transaction will
    ///   have happened, also if the error is caught.
    public func finish(_ attempt: JobAttempt, result: [UInt8]? = nil) throws {
        let written = try perform(store.finishing([FinishedAttempt(attempt, .completed(result: result))]))
        guard written.map({ $0.count(0) }).contains(1) else {
            let stale = StaleAttempt(attempt)
            failure = failure ?? stale
            throw stale
        }
        changed.append(attempt.id)
    }

    private func perform(_ call: Call) throws -> Rows {
        guard !isOver else { throw PostgresFailure(misuse: "the transaction is over: use it in its closure, and only there") }
        if let failure { throw failure }
        do {
            guard let rows = try connection.perform([call], within: store.server.limit).first else {
                throw PostgresFailure(misuse: "the statement has no answer")
            }
            // Each of the statements to come would be by itself.
            if connection.isOutsideTransaction {
                throw PostgresFailure(misuse: "the transaction ends with its closure: do not end it by a statement")
            }
            return rows
        } catch {
            failure = error
            throw error
        }
    }
}

/// What a statement of an application's came to.
public struct PostgresResult: Sendable {
    /// The rows that it returned.
    public let rows: [PostgresRow]
    /// How many rows it has inserted, changed, removed or returned.
    public let affected: Int

    init(_ rows: Rows) {
        let columns = rows.columns
        self.rows = rows.map { row in
            PostgresRow(columns: columns, values: columns.indices.map { column in row.optional(CInt(column)) { row.text($0) } })
        }
        affected = rows.affected
    }
}

/// A row that a statement of an application's has returned, with its values as PostgreSQL writes them.
public struct PostgresRow: Sendable, Hashable {
    /// The names of the columns.
    public let columns: [String]
    /// The values, in the order of the columns; `nil` for null.
    public let values: [String?]

    /// The value of a column; `nil` for null, and if there is no column of that name.
    public subscript(column: String) -> String? {
        columns.firstIndex(of: column).flatMap { values[$0] }
    }
}
