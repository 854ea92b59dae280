import AfterworkSQLite
import GRDB

/// An application's database, with a table of its own beside the jobs.
struct OrderDatabase: Sendable {
    let pool: DatabasePool
    let store: SQLiteJobStore
    /// Whether commits wait for the disk, as the store has set it.
    let isSafe: Bool

    init(path: String, isSafe: Bool) throws {
        self.isSafe = isSafe
        pool = try DatabasePool(path: path)
        store = try SQLiteJobStore(database: pool)
        try pool.write { database in
            try database.execute(sql: "CREATE TABLE IF NOT EXISTS orders (job TEXT PRIMARY KEY, is_shipped INTEGER NOT NULL DEFAULT 0)")
        }
    }

    /// Writes in a transaction, which is on the disk when this returns if the database is safe.
    func write(_ body: @escaping @Sendable (Database) throws -> Void) async throws {
        try await pool.writeWithoutTransaction { database in
            // Each time, because the store turns it on again.
            if !isSafe { try database.execute(sql: "PRAGMA synchronous = OFF") }
            try database.inTransaction {
                try body(database)
                return .commit
            }
        }
    }
}
