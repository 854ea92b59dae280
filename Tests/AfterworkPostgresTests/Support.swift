import Afterwork
import TestSupport

@testable import AfterworkPostgres

extension PostgresJobStore {
    /// A store with tables of its own.
    static func make(now: @escaping @Sendable () -> UnixTime?) throws -> PostgresJobStore {
        try PostgresJobStore(connectionString: PostgresServer.connectionString, schema: PostgresServer.newSchema(), now: now)
    }

    /// Removes the tables, and closes the store.
    func discard() async throws {
        let name = schema.name
        try await questions.perform { session in
            try session.use(isRepeatable: true) { try $0.execute("DROP SCHEMA IF EXISTS \(name) CASCADE", within: .seconds(10)) }
        }
        await close()
    }
}
