import Afterwork
import TestSupport
import Testing

@testable import AfterworkPostgres

/// How the server looks for what a statement is about, which its planner decides once for all calls.
@Suite(.timeLimit(.minutes(2)))
struct PlanTests {
    /// How many entries of the indexes by which jobs are found a transaction has come by.
    private static func passed(_ transaction: PostgresTransaction, _ schema: String) throws -> Int {
        let sql = """
            SELECT pg_stat_get_xact_tuples_returned('\(schema).job_line'::regclass)
                + pg_stat_get_xact_tuples_returned('\(schema).job_pkey'::regclass) AS passed
            """
        return try #require(try transaction.execute(sql).rows.first?["passed"].flatMap { Int($0) })
    }

    @Test func `whoever ends a job looks at no others, also where there were few when it was planned`() async throws {
        let store = try PostgresJobStore.make { nil }
        let name = store.schema.name
        let worker = try await store.join()
        func claim(_ numbers: Range<Int>) async throws -> [JobAttempt] {
            _ = try await store.enqueue(
                numbers.map { PreparedJob(id: JobID(high: 0x7000, low: 1 << 63 | UInt64($0)), name: "send", payload: []) }
            )
            let shares = [ClaimRequest.Share(queue: nil, fair: numbers.count, most: numbers.count)]
            let claim = try await store.claim(ClaimRequest(incarnation: worker, names: ["send"], shares: shares, limit: numbers.count))
            #expect(claim.jobs.count == numbers.count)
            return claim.jobs.map(\.attempt)
        }
        func finish(_ attempts: [JobAttempt]) async throws -> Int {
            try await store.transaction { transaction in
                for attempt in attempts { try transaction.finish(attempt) }
                return try Self.passed(transaction, name)
            }
        }
        // The file becomes large, and is known to be nearly empty: then it seems quick to look at everything.
        _ = try await finish(claim(0..<3000))
        let few = try await claim(3000..<3003)
        try await store.questions.perform { session in
            try session.use(isRepeatable: true) { try $0.execute("VACUUM ANALYZE \(name).job", within: .seconds(10)) }
        }
        _ = try await finish(few)
        let many = try await claim(4000..<5000)
        #expect(try await finish(Array(many[500..<510])) < 100)
        try await store.discard()
    }
}
