public import Afterwork
public import GRDB

// Inside the application's own transactions.
extension SQLiteJobStore {
    /// Stores a job in a transaction of the application's own: it is there if and when that is committed.
    ///
    /// ```swift
    /// try await database.write { db in
    ///     try order.insert(db)
    ///     try store.enqueue(queue.prepare(SendReceipt(orderID: order.id)), in: db)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - job: The job, from ``JobQueue/prepare(_:configure:)``.
    ///   - db: A connection to the database that the store was made with. Outside of a transaction the job is stored in one of its own.
    /// - Returns: Whether it was stored, or the same job was there.
    /// - Throws: ``JobStoreUnavailable``. Let it pass, so that the application's writes are rolled back too.
    @discardableResult
    public func enqueue(_ job: PreparedJob, in db: Database) throws -> Enqueued {
        try change(db) { tables in try tables.enqueue(job, at: now()) }
    }

    /// Writes down that an attempt has completed its job, in a transaction of its handler's own: the job is done if and when the handler's
    /// writes are there, so that it is not done twice.
    ///
    /// ```swift
    /// queue.handle(BookPayment.self) { payment, context in
    ///     try await database.write { db in
    ///         try payment.book(db)
    ///         try store.finish(context.attempt, in: db)
    ///     }
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - attempt: The attempt, from ``JobContext/attempt``.
    ///   - result: What it resulted in, as JSON; `nil` for nothing.
    ///   - db: A connection to the database that the store was made with.
    /// - Throws: ``StaleAttempt`` if the job was taken from this worker, or ``JobStoreUnavailable``. Let either pass, so that the handler's
    ///   writes are rolled back.
    public func finish(_ attempt: JobAttempt, result: [UInt8]? = nil, in db: Database) throws {
        try change(db) { tables in
            let isWritten = try tables.finish(FinishedAttempt(attempt, .completed(result: result)), at: now())
            guard isWritten else { throw StaleAttempt(attempt) }
        }
    }

    /// Changes the tables as a whole or not at all, whatever the application makes of an error.
    private func change<Value>(_ db: Database, _ body: (inout JobTables) throws -> Value) throws -> Value {
        var value: Value?
        do {
            try db.inSavepoint {
                var tables = JobTables(db, kinds: database.kinds, claimedRows: database.claimedRows)
                value = try body(&tables)
                try tables.conclude()
                transactions.add(tables.news, in: db) { [writer] news in writer.tell(news) }
                return .commit
            }
        } catch let error as StaleAttempt {
            throw error
        } catch {
            throw JobStoreUnavailable(error, in: database.place)
        }
        guard let value else { throw JobStoreUnavailable(.lost, "The transaction in \(database.place) did nothing.") }
        return value
    }
}
