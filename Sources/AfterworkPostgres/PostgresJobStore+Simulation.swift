package import Afterwork

// For simulations, which run the store's own code with many workers in one process, and again in the same way.
extension PostgresJobStore {
    /// A store for a simulation: whoever asks for something does it at once and on his own thread, and no commit waits for the disk, which is
    /// not what is simulated. Its workers hear of one another in this process.
    ///
    /// - Parameters:
    ///   - connectionString: Where the database is.
    ///   - schema: A schema that nobody else uses.
    ///   - now: The store's clock.
    /// - Throws: ``JobStoreUnavailable``.
    package convenience init(simulatedOn connectionString: String, schema: String, now: @escaping @Sendable () -> UnixTime) throws {
        try self.init(connectionString: connectionString, schema: schema, wakesWorkers: false, mode: .inline) { now() }
    }

    /// Removes the tables of a simulation. Blocks the calling thread.
    ///
    /// - Throws: ``JobStoreUnavailable``.
    package func removeTables() throws {
        var session = Session(server: server)
        do {
            try session.use(isRepeatable: true) { try $0.execute("DROP SCHEMA IF EXISTS \(schema.name) CASCADE", within: server.limit) }
        } catch {
            throw JobStoreUnavailable(error, in: server.place)
        }
        session.close()
    }
}
