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
        if try storedVersion(connection, within: limit, place: place) == version { return }
        // Not in the transaction itself: one that has waited may still believe that there are no tables, as it has found before.
        try connection.execute("SELECT pg_advisory_lock(\(lock))", within: limit)
        defer {
            // The end of the session lets go of it as well.
            try? connection.execute("SELECT pg_advisory_unlock(\(lock))", within: limit)
        }
        let stored = try storedVersion(connection, within: limit, place: place)
        let steps = migrations[stored...].flatMap(\.self)
        let note = "DELETE FROM \(name).version; INSERT INTO \(name).version VALUES (\(version));"
        guard !steps.isEmpty else { return }
        // One script is one transaction.
        try connection.execute((steps + [note]).joined(separator: "\n"), within: limit)
    }

    private func storedVersion(_ connection: Connection, within limit: Duration, place: String) throws -> Int {
        let isThere = Call(Statement(name: "", sql: "SELECT to_regclass('\(name).version') IS NOT NULL"))
        guard try connection.perform([isThere], within: limit).first?.first({ $0.bool(0) }) ?? false else { return 0 }
        let stored = Call(Statement(name: "", sql: "SELECT max(version) FROM \(name).version"))
        let number = try connection.perform([stored], within: limit).first?.first { $0.count(0) } ?? 0
        guard number <= version else {
            throw JobStoreUnavailable(
                .newer,
                """
                The jobs in \(place) were stored by a newer version of Afterwork: they have version \(number), and this one knows versions \
                up to \(version). Nothing was changed. Update Afterwork, or use another schema.
                """
            )
        }
        return number
    }
}
