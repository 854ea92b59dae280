import Afterwork
import TestSupport
import Testing

@testable import AfterworkPostgres

/// How the server looks for what a statement is about, which its planner decides once for all calls.
@Suite(.timeLimit(.minutes(2)))
struct PlanTests {
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
                try transaction.passed("\(name).job_line", "\(name).job_pkey") {
                    for attempt in attempts { try transaction.finish(attempt) }
                }
            }
        }
        // The file becomes large, and is known to be nearly empty: then it seems quick to look at everything.
        _ = try await finish(claim(0..<3000))
        let few = try await claim(3000..<3003)
        try await store.vacuum("job")
        _ = try await finish(few)
        let many = try await claim(4000..<5000)
        let passed = try await finish(Array(many[500..<510]))
        #expect(passed < 100)
        try await store.discard()
    }

    @Test func `taking attempts out of what runs passes none that ran before, also while somebody holds an old snapshot`() async throws {
        let store = try PostgresJobStore.make { nil }
        let name = store.schema.name
        let worker = try await store.join()
        func attempts(_ number: Int) -> [JobAttempt] { [JobAttempt(id: JobID(high: 0x7000, low: 1 << 63 | UInt64(number)), fence: 1)] }
        let (isHeld, mayEnd) = (Gate(), Gate())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await store.holdSnapshot(isHeld: isHeld, until: mayEnd) }
            try await isHeld.wait()
            for number in 0..<200 {
                try await store.start(attempts(number), by: worker)
                try await store.end(attempts(number), by: worker)
            }
            try await store.vacuum("started")
            try await store.start(attempts(200), by: worker)
            let part = try await store.transaction { try $0.execute("SELECT part FROM \(name).started").rows.first?["part"] }
            let passed = try await store.transaction { transaction in
                try transaction.passed("\(name).started_pkey") {
                    try transaction.execute("SELECT \(name).unmark('\(worker)', ARRAY[\(try #require(part))])")
                }
            }
            #expect(passed == 1)
            #expect(try await store.transaction { try $0.execute("SELECT FROM \(name).started").rows.count } == 0)
            mayEnd.open()
            try await group.waitForAll()
        }
        try await store.discard()
    }

    @Test func `whoever looks for what is due looks at nothing else, also where there was little when it was planned`() async throws {
        let store = try PostgresJobStore.make { nil }
        let name = store.schema.name
        let worker = try await store.join()
        func enqueue(_ numbers: Range<Int>) async throws {
            _ = try await store.enqueue(
                numbers.map { PreparedJob(id: JobID(high: 0x7000, low: 1 << 63 | UInt64($0)), name: "send", payload: []) }
            )
        }
        func stage() async throws -> Int {
            try await store.transaction { transaction in
                try transaction.execute("UPDATE \(name).job SET state = 0, wake_at = now() WHERE id = (SELECT id FROM \(name).job LIMIT 1)")
                return try transaction.passed("\(name).job", "\(name).job_line", "\(name).job_pkey") {
                    let rows = try transaction.execute("SELECT staged FROM \(name).stage(NULL, 100)").rows
                    #expect(rows.map(\.values) == [["1"]])
                }
            }
        }
        try await enqueue(0..<3000)
        let shares = [ClaimRequest.Share(queue: nil, fair: 3000, most: 3000)]
        let claim = try await store.claim(ClaimRequest(incarnation: worker, names: ["send"], shares: shares, limit: 3000))
        _ = try await store.finish(claim.jobs.map { FinishedAttempt($0.attempt, .completed(result: nil)) })
        try await enqueue(3000..<3003)
        try await store.vacuum("job")
        _ = try await stage()
        try await enqueue(4000..<5000)
        let passed = try await stage()
        #expect(passed < 20)
        try await store.discard()
    }

    @Test func `a claim of late jobs looks at no others, also where there were few when it was planned`() async throws {
        let store = try PostgresJobStore.make { nil }
        let name = store.schema.name
        let worker = try await store.join()
        @Sendable func id(_ number: Int) -> JobID { JobID(high: 0x7000, low: 1 << 63 | UInt64(number)) }
        func claim(late number: Int) async throws -> Int {
            let claim = """
                SELECT ids FROM \(name).claim(
                    NULL, $1, ARRAY['send'], ARRAY[NULL]::text[], ARRAY[1], ARRAY[1], 1, 1000000, false, ARRAY[1], ARRAY[now()],
                    ARRAY[$2::uuid], -1
                )
                """
            return try await store.transaction { transaction in
                try transaction.passed("\(name).job", "\(name).job_line", "\(name).job_pkey") {
                    let rows = try transaction.execute(claim, "\(worker)", "\(id(number))").rows
                    #expect(rows.first?["ids"] == (number < 3000 ? nil : "{\(id(number))}"))
                }
            }
        }
        _ = try await store.enqueue((0..<3000).map { PreparedJob(id: id($0), name: "send", payload: []) })
        let shares = [ClaimRequest.Share(queue: nil, fair: 3000, most: 3000)]
        let jobs = try await store.claim(ClaimRequest(incarnation: worker, names: ["send"], shares: shares, limit: 3000)).jobs
        _ = try await store.finish(jobs.map { FinishedAttempt($0.attempt, .completed(result: nil)) })
        try await store.vacuum("job")
        _ = try await claim(late: 1)
        _ = try await store.enqueue((4000..<5000).map { PreparedJob(id: id($0), name: "send", payload: []) })
        let passed = try await claim(late: 4500)
        #expect(passed < 30)
        try await store.discard()
    }
}
