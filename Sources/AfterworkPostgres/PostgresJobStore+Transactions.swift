import Afterwork

extension PostgresJobStore {
    /// Does something in one transaction on a connection of this store: the application's own statements, and with them jobs that are stored or
    /// done if and when those are committed.
    ///
    /// ```swift
    /// try await store.transaction { transaction in
    ///     try transaction.execute("INSERT INTO purchase (id, amount) VALUES ($1, $2)", id, amount)
    ///     try transaction.enqueue(queue.prepare(SendReceipt(purchase: id)))
    /// }
    /// ```
    ///
    /// A handler finishes its job with its own writes, which are then never there twice:
    ///
    /// ```swift
    /// queue.handle(BookPayment.self) { payment, context in
    ///     try await store.transaction { transaction in
    ///         try transaction.execute("UPDATE account SET balance = balance - $1 WHERE id = $2", payment.amount, payment.account)
    ///         try transaction.finish(context.attempt)
    ///     }
    /// }
    /// ```
    ///
    /// - Parameter body: What is done. It runs on a thread of the store's, which it may block, and is called again after a deadlock or a conflict
    ///   of transactions, for some seconds. Where nothing is said to the server for nine seconds, the server ends the transaction: the jobs in it
    ///   are locked, and the process may have stopped for good.
    /// - Returns: What the body returned, when the transaction is committed.
    /// - Throws: What the body threw, ``PostgresFailure`` or ``JobStoreUnavailable``; then nothing was done. Only if the connection is lost while
    ///   the transaction is being committed it is not known whether it was.
    @discardableResult
    public func transaction<Value: Sendable>(_ body: @escaping @Sendable (PostgresTransaction) throws -> Value) async throws -> Value {
        let outcome = try await transactions.perform { session in
            Result { try self.transact(body, on: &session) }
        }
        let (value, changed, notices) = try outcome.get()
        listeners.tell(notices, changed: changed)
        return value
    }

    private func transact<Value>(
        _ body: (PostgresTransaction) throws -> Value,
        on session: inout Session
    ) throws -> (Value, changed: [JobID], notices: Set<JobNotice>) {
        do {
            return try session.use(isRepeatable: false) { connection in
                let transaction = PostgresTransaction(on: connection, of: self)
                let value = try connection.transact(within: server.limit) {
                    defer { transaction.end() }
                    let value = try body(transaction)
                    if let failure = transaction.failure { throw failure }
                    return value
                }
                connection.lanes.merge(transaction.lanes) { $1 }
                return (value, transaction.changed, transaction.notices)
            }
        } catch let failure as PostgresFailure where failure.isFatal {
            throw JobStoreUnavailable(failure, in: server.place)
        }
    }
}

extension Connection {
    /// Does something in a transaction: commits it, or rolls it back if that throws.
    ///
    /// - Parameters:
    ///   - limit: How long the beginning and the end may take, each.
    ///   - body: What is done.
    /// - Returns: What the body returned.
    /// - Throws: What the body threw, and ``PostgresFailure``.
    func transact<Value>(within limit: Duration, _ body: () throws -> Value) throws -> Value {
        func say(_ sql: String) throws { _ = try perform([Call(Statement(name: "", sql: sql))], within: limit) }
        try say("BEGIN")
        let value: Value
        do {
            value = try body()
        } catch {
            if !isBroken { try say("ROLLBACK") }
            throw error
        }
        try say("COMMIT")
        return value
    }
}
