import Afterwork
import Foundation
import TestSupport
import Testing

@testable import AfterworkPostgres

/// The way in for other languages: a function of the server.
@Suite(.timeLimit(.minutes(2)))
struct EnqueueFunctionTests {
    struct SendReceipt: Job {
        static let options = JobOptions(queue: "mail")
        var order: Int
        var address = "nobody"
    }

    /// Uses a store, and says statements on its server as any client does.
    private func use(_ body: (PostgresJobStore, JobQueue, (String) async throws -> [JobID]) async throws -> Void) async throws {
        let store = try PostgresJobStore.make { nil }
        let queue = JobQueue(store: store)
        _ = try await store.counts()
        try await body(store, queue) { sql in
            let call = Call(Statement(name: "", sql: sql.replacing("afterwork.", with: "\(store.schema.name).")))
            return try await store.questions.perform { session in
                try session.perform([call], isRepeatable: false)[0].map { $0.isNull(0) ? JobID(high: 0, low: 0) : $0.id(0) }
            }
        }
        try await store.discard()
    }

    @Test func `a job that any client enqueues is run like any other`() async throws {
        try await use { store, queue, say in
            let payload = #"{"order": 7, "address": "ada"}"#
            let ids = try await say("SELECT afterwork.enqueue('send-receipt', '\(payload)', queue => 'mail', priority => 5)")
            let job = try #require(try await queue.status(of: ids[0]))
            #expect((job.name, job.queue, job.priority, job.state) == ("send-receipt", "mail", 5, .available))
            let journal = Journal()
            queue.handle(SendReceipt.self) { receipt, _ in journal.note("\(receipt.order) to \(receipt.address)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await Worker(queue).run() }
                defer { group.cancelAll() }
                try await journal.wait(for: "7 to ada")
            }
        }
    }

    @Test func `it is there if and when the client's transaction is`() async throws {
        try await use { store, queue, _ in
            let name = store.schema.name
            try await store.questions.perform { session in
                try session.use(isRepeatable: false) { connection in
                    try connection.execute("BEGIN; SELECT \(name).enqueue('send-receipt', '{\"order\": 1}'); ROLLBACK", within: .seconds(5))
                    try connection.execute("BEGIN; SELECT \(name).enqueue('send-receipt', '{\"order\": 2}'); COMMIT", within: .seconds(5))
                }
            }
            #expect(try await queue.jobs().map { String(decoding: $0.payload, as: UTF8.self) } == [#"{"order": 2}"#])
        }
    }

    @Test func `its options are those of a job`() async throws {
        try await use { _, queue, say in
            let later = try await say("SELECT afterwork.enqueue('send-receipt', run_at => now() + '1 hour', timeout => '1 minute')")
            #expect(try await queue.status(of: later[0])?.state == .scheduled)
            let first = try await say("SELECT afterwork.enqueue('send-receipt', unique_key => 'order 7')")
            let second = try await say("SELECT afterwork.enqueue('send-receipt', unique_key => 'order 7')")
            #expect(first == second)
            // The same key as Swift's.
            let third = try await queue.enqueue(SendReceipt(order: 7)) { $0.unique = .by(.key("order 7")) }
            #expect(third == .existed(first[0]))
            #expect(try await queue.jobs().count == 2)
        }
    }

    @Test func `a role with no other right may enqueue, and nothing else`() async throws {
        try await use { store, queue, _ in
            let name = store.schema.name
            let role = "\(name)_website"
            func execute(_ statements: String...) async throws {
                try await store.transaction { transaction in
                    for sql in statements { try transaction.execute(sql) }
                }
            }
            try await execute(
                "CREATE ROLE \(role)",
                "GRANT USAGE ON SCHEMA \(name) TO \(role)",
                "CREATE SCHEMA \(role) AUTHORIZATION \(role)"
            )
            // What it puts in front of the server's own functions is not called with the rights of others.
            try await execute(
                "SET LOCAL ROLE \(role)",
                "CREATE FUNCTION \(role).gen_random_uuid() RETURNS uuid LANGUAGE plpgsql AS 'BEGIN RAISE ''called''; END'"
            )
            func say(_ sql: String) async throws {
                try await execute("SET LOCAL ROLE \(role)", "SET LOCAL search_path = \(role), pg_catalog", sql)
            }
            for options in ["", ", unique_key => 'order 7'", ", run_at => now() + '1 hour'"] {
                try await say("SELECT \(name).enqueue('send-receipt'\(options))")
            }
            let ids = try await queue.jobs().map(\.id)
            #expect(ids.count == 3)
            for sql in ["SELECT FROM \(name).jobs", "SELECT \(name).cancel('\(ids[0])')", "SELECT \(name).pause('default')"] {
                await #expect { try await say(sql) } throws: { "\($0)".contains("permission denied") }
            }
            try await execute("DROP OWNED BY \(role)", "DROP ROLE \(role)")
        }
    }

    @Test func `a name that cannot be one is refused`() async throws {
        try await use { _, queue, say async throws in
            await #expect { try await say("SELECT afterwork.enqueue('')") } throws: { "\($0)".contains("needs a name and a queue") }
            let jobs = try await queue.jobs()
            #expect(jobs == [])
        }
    }

    @Test func `a payload that no worker could take in is refused`() async throws {
        try await use { _, queue, say async throws in
            func enqueue(bytes count: Int) async throws -> [JobID] {
                try await say("SELECT afterwork.enqueue('send-receipt', to_jsonb(repeat('x', \(count - 2))))")
            }
            await #expect { try await enqueue(bytes: ClaimRequest.byteLimit + 1) } throws: { "\($0)".contains("16 MiB at most") }
            _ = try await enqueue(bytes: ClaimRequest.byteLimit)
            let sizes = try await queue.jobs().map(\.payload.count)
            #expect(sizes == [ClaimRequest.byteLimit])
        }
    }

    @Test func `a payload of null, and times that cannot be, are refused`() async throws {
        try await use { _, queue, say async throws in
            for arguments in ["payload => NULL", "timeout => '0 s'", "expires_after => '-1 s'"] {
                await #expect(throws: JobStoreUnavailable.self) { try await say("SELECT afterwork.enqueue('send-receipt', \(arguments))") }
            }
            let jobs = try await queue.jobs()
            #expect(jobs == [])
        }
    }

    @Test func `people pause, limit, cancel and retry by functions of their own`() async throws {
        try await use { store, queue, say in
            let name = store.schema.name
            @Sendable func ask(_ expression: String) async throws -> String? {
                try await store.transaction { try $0.execute("SELECT \(name).\(expression) AS answer").rows.first?["answer"] }
            }
            _ = try await ask("pause('mail')")
            _ = try await ask("set_limit('mail', 3)")
            #expect(try await queue.queues() == [QueueRecord(name: "mail", isPaused: true, limit: 3)])
            _ = try await ask("resume('mail')")
            _ = try await ask("set_limit('mail', NULL)")
            #expect(try await queue.queues() == [QueueRecord(name: "mail", isPaused: false, limit: nil)])
            let id = try await say("SELECT afterwork.enqueue('send-receipt')")[0]
            #expect(try await ask("cancel('\(id)')") == "cancelled")
            #expect(try await queue.status(of: id)?.state == .cancelled)
            #expect(try await ask("retry('\(id)')") == "available")
            #expect(try await queue.status(of: id)?.state == .available)
            #expect(try await ask("cancel('00000000-0000-7000-8000-000000000000')") == nil)
        }
    }

    @Test func `ids that the server makes grow`() async throws {
        try await use { _, _, say in
            var ids: [JobID] = []
            for _ in 0..<3 {
                ids += try await say("SELECT afterwork.new_id()")
                try await Task.sleep(for: .milliseconds(2))
            }
            #expect(ids == ids.sorted())
            let now = UInt64(UnixTime.now.microseconds / 1000)
            #expect(ids.allSatisfy { now - $0.high >> 16 < 60_000 && $0.high >> 12 & 15 == 7 && $0.low >> 62 == 2 })
        }
    }
}
