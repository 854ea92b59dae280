import Afterwork
import AfterworkPostgres
import AfterworkSQLite

/// Where the guide's jobs are: the change of one line that takes them from one machine to many.
enum JobPlace {
    /// A file of SQLite's.
    case file(String)
    /// A database of PostgreSQL's, as libpq takes it.
    case database(String)

    /// The place that an option names.
    ///
    /// - Parameter text: A URL that begins with `postgres://` or `postgresql://`, settings as libpq takes them, such as
    ///   `host=db.example dbname=shop`, or else a path. `nil` for another URL, which is a slip of the pen and no path.
    init?(_ text: String) {
        if ["postgres://", "postgresql://"].contains(where: text.hasPrefix) || text.prefixMatch(of: /\s*[a-z_]+\s*=/) != nil {
            self = .database(text)
        } else if text.isEmpty || text.contains("://") {
            return nil
        } else {
            self = .file(text)
        }
    }

    /// A store that is open.
    struct OpenStore {
        let jobs: any JobStore
        /// Where it is, for people.
        let place: String
        let close: @Sendable () async -> Void
    }

    /// Opens the store, and sees that it can be used.
    ///
    /// - Throws: `JobStoreUnavailable`.
    func open() async throws -> OpenStore {
        switch self {
        case .file(let path):
            let store = try SQLiteJobStore(path: path)
            return OpenStore(jobs: store, place: store.path) { await store.close() }
        case .database(let target):
            let store = try PostgresJobStore(connectionString: target)
            // One that cannot be reached, or is not the right one, is better known now than at the first request.
            _ = try await store.queues()
            return OpenStore(jobs: store, place: store.place) { await store.close() }
        }
    }
}
