import Afterwork
import TestSupport
import Testing

@testable import AfterworkPostgres

/// Where processes and a test meet: a schema, in it a table of the application's, and a store of the test's own.
struct Office: Sendable {
    let target: String
    let schema: String
    let store: PostgresJobStore

    /// What is told apart: a row of the application's for each job that was done.
    struct Work: Sendable {
        let jobs: [String]
        /// The jobs that were done more than once.
        let repeated: [String]

        init(_ jobs: [String]) {
            self.jobs = jobs
            repeated = Dictionary(grouping: jobs) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
        }
    }

    /// Lets a schema be used on the server of all tests, or on another one.
    static func use(on target: String? = nil, _ body: (Office) async throws -> Void) async throws {
        let target = try target ?? PostgresServer.connectionString
        let schema = PostgresServer.newSchema()
        let store = try PostgresJobStore(connectionString: target, schema: schema, limit: .seconds(10)) { nil }
        _ = try await store.counts()
        try await store.transaction { try $0.execute("CREATE TABLE \(schema).effect (job uuid NOT NULL, process int NOT NULL)") }
        try await body(Office(target: target, schema: schema, store: store))
        try await store.transaction { try $0.execute("DROP SCHEMA \(schema) CASCADE") }
        await store.close()
    }

    /// What was done.
    func work() async throws -> Work {
        try await Work(store.transaction { try $0.execute("SELECT job FROM \(schema).effect").rows.compactMap { $0["job"] } })
    }

    /// Waits until every job that was stored is done with, and sees that each that was acknowledged was done exactly once.
    func expectDone(_ acknowledged: [String]) async throws {
        try await eventually {
            try await store.counts().allSatisfy { $0.state.isFinal }
        }
        let work = try await work()
        #expect(work.repeated == [])
        #expect(Set(acknowledged).subtracting(work.jobs).sorted() == [])
        #expect(try await store.counts().map(\.state) == [.completed])
    }

    /// The job of which a line tells.
    func record(of id: String) async throws -> JobRecord? {
        let id = try #require(JobID(id))
        return try await store.job(id)
    }
}
