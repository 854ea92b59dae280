import Afterwork
import GRDB

extension Schema {
    /// Brings the tables of a database to the version that this code knows, all of the way or not at all.
    ///
    /// Forward only. Not GRDB's migrator: that keeps its list of what was done in one table, which is the application's.
    ///
    /// - Parameters:
    ///   - database: A connection that is not inside a transaction.
    ///   - place: What the database is called in messages.
    /// - Throws: ``JobStoreUnavailable`` if the tables are of a newer version, and what SQLite throws.
    static func migrate(_ database: Database, place: String) throws {
        // Looked at first, because beginning to write waits for whoever is writing.
        if try storedVersion(in: database, place: place) == version { return }
        try database.inTransaction(.immediate) {
            let stored = try storedVersion(in: database, place: place)
            for migration in migrations[stored...] { try database.execute(sql: migration) }
            if stored == 0 { try database.execute(sql: "CREATE TABLE afterwork_schema (version INTEGER NOT NULL)") }
            try database.execute(sql: "DELETE FROM afterwork_schema")
            try database.execute(sql: "INSERT INTO afterwork_schema (version) VALUES (?)", arguments: [version])
            return .commit
        }
    }

    private static func storedVersion(in database: Database, place: String) throws -> Int {
        let hasTable = try Bool.fetchOne(
            database,
            sql: "SELECT count(*) > 0 FROM sqlite_master WHERE type = 'table' AND name = 'afterwork_schema'"
        )
        guard hasTable ?? false else { return 0 }
        let stored = try Int.fetchOne(database, sql: "SELECT max(version) FROM afterwork_schema") ?? 0
        guard stored <= version else {
            throw JobStoreUnavailable(
                .newer,
                """
                The jobs in \(place) were stored by a newer version of Afterwork: they have version \(stored), and this one knows versions \
                up to \(version). Nothing was changed. Update Afterwork, or use another database.
                """
            )
        }
        return stored
    }
}
