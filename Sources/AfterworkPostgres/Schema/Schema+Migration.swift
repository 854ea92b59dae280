import Afterwork

extension Schema {
    /// Brings the tables to the version that this code knows, all of the way or not at all. Whoever comes meanwhile waits.
    ///
    /// - Parameters:
    ///   - connection: A connection.
    ///   - limit: How long each step may take.
    ///   - place: What the database is called in messages.
    /// - Throws: ``JobStoreUnavailable`` if the tables are of a newer version, and ``PostgresFailure``.
    func migrate(_ connection: Connection, within limit: Duration, place: String) throws {
        if try storedVersion(connection, within: limit, place: place) >= version { return }
        // Not in the transaction itself: one that has waited may still believe that there are no tables, as it has found before.
        try connection.execute("SELECT pg_advisory_lock(\(lock))", within: limit)
        defer {
            // The end of the session lets go of it as well.
            try? connection.execute("SELECT pg_advisory_unlock(\(lock))", within: limit)
        }
        let steps = migrations.dropFirst(try storedVersion(connection, within: limit, place: place)).flatMap(\.self)
        let note = "DELETE FROM \(name).version; INSERT INTO \(name).version VALUES (\(version), \(oldest));"
        guard !steps.isEmpty else { return }
        // One script is one transaction.
        try connection.execute((steps + [note]).joined(separator: "\n"), within: limit)
    }

    private func storedVersion(_ connection: Connection, within limit: Duration, place: String) throws -> Int {
        let isThere = Call(Statement(name: "", sql: "SELECT to_regclass('\(name).version') IS NOT NULL"))
        guard try connection.perform([isThere], within: limit).first?.first({ $0.bool(0) }) ?? false else { return 0 }
        let stored = Call(Statement(name: "", sql: "SELECT version, oldest FROM \(name).version"))
        let numbers = try connection.perform([stored], within: limit).first?.first { (version: $0.count(0), oldest: $0.count(1)) }
        guard let numbers else { return 0 }
        guard numbers.oldest <= version else {
            throw JobStoreUnavailable(
                .newer,
                """
                The jobs in \(place) were stored by a newer version of Afterwork: they have version \(numbers.version), which code from version \
                \(numbers.oldest) on can use, and this one knows versions up to \(version). Nothing was changed. Update Afterwork, or use another \
                schema.
                """
            )
        }
        return numbers.version
    }
}
