import CLibpq

extension Connection {
    /// Has the server execute a script of several statements, outside of any round.
    ///
    /// - Parameters:
    ///   - script: The statements.
    ///   - limit: How long it may take.
    /// - Throws: ``PostgresFailure``.
    func execute(_ script: String, within limit: Duration) throws {
        try leavingPipeline {
            guard PQsendQuery(pointer, script) == 1 else { throw PostgresFailure(connection: pointer, doing: "a script cannot be sent") }
            let deadline = ContinuousClock.now + limit
            var failure: PostgresFailure?
            while let result = try nextResult(until: deadline, limit) {
                if PQresultStatus(result) == PGRES_FATAL_ERROR { failure = failure ?? PostgresFailure(result: result) }
                PQclear(result)
            }
            if let failure { throw failure }
        }
    }

    /// A script is not allowed in a pipeline.
    private func leavingPipeline(_ body: () throws -> Void) throws {
        guard PQexitPipelineMode(pointer) == 1 else { throw PostgresFailure(connection: pointer, doing: "the connection is busy") }
        do {
            try body()
        } catch let error as PostgresFailure {
            if error.isFatal { isBroken = true }
            _ = PQenterPipelineMode(pointer)
            throw error
        }
        guard PQenterPipelineMode(pointer) == 1 else {
            throw PostgresFailure(connection: pointer, doing: "the connection cannot be set up")
        }
    }
}
