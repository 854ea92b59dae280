import Afterwork
import TestSupport
import Testing

@testable import AfterworkPostgres

@Suite(.timeLimit(.minutes(2)))
struct ConnectionTests {
    @Test func `a connection string that cannot be read is refused at once`() {
        #expect { try PostgresJobStore(connectionString: "nonsense") } throws: { error in
            (error as? JobStoreUnavailable)?.description.contains("connection string cannot be read") ?? false
        }
        #expect(throws: JobStoreUnavailable.self) { try PostgresJobStore(connectionString: "", schema: "after work") }
        #expect(throws: JobStoreUnavailable.self) { try PostgresJobStore(connectionString: "", schema: "1st") }
        #expect { try PostgresJobStore(connectionString: "", schema: "pg_jobs") } throws: { "\($0)".contains("no pg_ in front") }
    }

    @Test(arguments: [
        ("postgres://u:100%secret@h/db", "a port is a number, and what is special in a URI is written with percent signs"),
        ("postgres://u:pass@secret#1@h/db", "a port is a number, and what is special in a URI is written with percent signs"),
        ("postgres://u:pass/secret@h/db", "a port is a number, and what is special in a URI is written with percent signs"),
        ("postgres://u:p@secret:1@h/db", "a port is a number, and what is special in a URI is written with percent signs"),
        ("postgres://u:p@a/secret@h/db", "a port is a number, and what is special in a URI is written with percent signs"),
        ("host=h password=my secret", "missing \"…\" in connection info string"),
        ("password=my secret=1", "invalid connection option \"…\""),
        ("hots=h", "invalid connection option \"hots\""),
        ("postgres://u:secret@h/db?nonsense=1", "invalid URI query parameter: \"nonsense\""),
    ])
    func `what is wrong with a connection string is told without what may be its password`(target: String, reason: String) {
        #expect { try PostgresJobStore(connectionString: target) } throws: { error in
            let text = (error as? JobStoreUnavailable)?.description ?? ""
            return text.hasPrefix("The connection string cannot be read: \(reason)") && !text.contains("secret")
        }
    }

    @Test func `a database that cannot keep all text is refused`() async throws {
        let store = try PostgresJobStore.make { nil }
        let name = "\(store.schema.name)_latin"
        func say(_ sql: String) async throws {
            try await store.questions.perform { session in
                try session.use(isRepeatable: false) { connection in
                    try connection.execute("SET statement_timeout = 0", within: .seconds(5))
                    try connection.execute(sql, within: .seconds(60))
                }
            }
        }
        try await say("CREATE DATABASE \(name) ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
        let target = try PostgresServer.connectionString.replacing(/\/postgres$/, with: "/\(name)")
        let other = try PostgresJobStore(connectionString: target)
        await #expect { try await other.counts() } throws: { "\($0)".contains("ENCODING 'UTF8'") }
        await other.close()
        try await say("DROP DATABASE \(name)")
        try await store.discard()
    }

    @Test func `a role that may make no schema uses the one that was made for it, or is told what it needs`() async throws {
        let store = try PostgresJobStore.make { nil }
        _ = try await store.counts()
        let (schema, role) = ("\(store.schema.name)_made", "\(store.schema.name)_role")
        func say(_ statements: String...) async throws {
            try await store.transaction { transaction in
                for sql in statements { try transaction.execute(sql) }
            }
        }
        try await say("CREATE ROLE \(role) LOGIN", "CREATE SCHEMA \(schema) AUTHORIZATION \(role)")
        let target = try PostgresServer.connectionString.replacing("afterwork@", with: "\(role)@")
        let other = try PostgresJobStore(connectionString: target, schema: schema)
        let id = JobID(high: 0x7000, low: 1 << 63)
        #expect(try await other.enqueue([PreparedJob(id: id, name: "send", payload: [])]) == [.inserted(id)])
        await other.close()
        let stranger = try PostgresJobStore(connectionString: target, schema: "\(schema)_not")
        await #expect { try await stranger.counts() } throws: { "\($0)".contains("CREATE on the database") }
        await stranger.close()
        try await say("DROP OWNED BY \(role)", "DROP ROLE \(role)")
        try await store.discard()
    }

    @Test func `a schema with tables of somebody else is left as it is`() async throws {
        let store = try PostgresJobStore.make { nil }
        let name = store.schema.name
        let other = try PostgresJobStore.make { nil }
        try await other.transaction { transaction in
            try transaction.execute("CREATE SCHEMA \(name)")
            try transaction.execute("CREATE TABLE \(name).queue (id int)")
        }
        await #expect { try await store.counts() } throws: { "\($0)".contains("Take one of its own") }
        let tables = try await other.transaction { transaction in
            try transaction.execute("SELECT tablename FROM pg_tables WHERE schemaname = '\(name)'").rows.map { $0["tablename"] }
        }
        #expect(tables == ["queue"])
        await store.close()
        try await other.transaction { try $0.execute("DROP SCHEMA \(name) CASCADE") }
        try await other.discard()
    }

    @Test func `bytes that are no text are shown all the same, and keep nobody from seeing the others`() async throws {
        let store = try PostgresJobStore.make { nil }
        for (number, payload) in [[0xFF, 0x41], Array("{}".utf8)].enumerated() {
            let id = JobID(high: 0x7000, low: 1 << 63 | UInt64(number))
            _ = try await store.enqueue([PreparedJob(id: id, name: "send", payload: payload)])
        }
        let shown = try await store.transaction { [name = store.schema.name] transaction in
            try transaction.execute("SELECT payload FROM \(name).jobs ORDER BY id").rows.map { $0["payload"] }
        }
        #expect(shown == [#"\377A"#, "{}"])
        try await store.discard()
    }

    @Test func `where there is no server, callers are told so after some seconds, without the password`() async throws {
        let store = try PostgresJobStore(connectionString: "postgres://somebody:secret@127.0.0.1:1/nowhere")
        await #expect { try await store.counts() } throws: { error in
            let error = error as? JobStoreUnavailable
            return error?.reason == .lost && error?.description.contains("127.0.0.1:1") ?? false
                && error?.description.contains("secret") == false
        }
        await store.close()
    }

    @Test func `a newer version is refused and left as it is`() async throws {
        let store = try PostgresJobStore.make { nil }
        _ = try await store.counts()
        let name = store.schema.name
        try await store.questions.perform { session in
            let change = "UPDATE \(name).version SET version = 99, oldest = 98"
            try session.use(isRepeatable: false) { try $0.execute(change, within: .seconds(5)) }
        }
        let older = try PostgresJobStore(connectionString: PostgresServer.connectionString, schema: name)
        await #expect { try await older.counts() } throws: { error in
            (error as? JobStoreUnavailable)?.reason == .newer && "\(error)".contains("version 99")
        }
        await older.close()
        try await store.discard()
    }

    @Test func `many processes that come at once make the tables once`() async throws {
        let schema = PostgresServer.newSchema()
        let target = try PostgresServer.connectionString
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let store = try PostgresJobStore(connectionString: target, schema: schema)
                    let id = JobID(high: 0x7000, low: 1 << 63 | UInt64(number))
                    let enqueued = try await store.enqueue([PreparedJob(id: id, name: "send", payload: [])])
                    #expect(enqueued == [.inserted(id)])
                    await store.close()
                }
            }
            try await group.waitForAll()
        }
        let store = try PostgresJobStore(connectionString: target, schema: schema)
        #expect(try await store.counts().map(\.count) == [8])
        try await store.discard()
    }

    @Test func `a session that the server ends is made anew, and nothing is stored twice`() async throws {
        let store = try PostgresJobStore.make { nil }
        let name = store.schema.name
        let jobs = (0..<20).map { PreparedJob(id: JobID(high: 0x7000, low: 1 << 63 | UInt64($0)), name: "send", payload: []) }
        _ = try await store.enqueue([jobs[0]])
        for job in jobs.dropFirst() {
            try await store.endSessions(saying: "%\(name).%")
            #expect(try await store.enqueue([job]) == [.inserted(job.id)])
        }
        #expect(try await store.counts().map(\.count) == [20])
        try await store.discard()
    }

    @Test func `periods and pauses longer than the calendar are for ever`() async throws {
        let store = try PostgresJobStore.make { nil }
        let longest = Duration.microseconds(Int64.max)
        var job = PreparedJob(id: JobID(high: 0x7000, low: 1 << 63), name: "send", payload: [])
        job.schedule = .after(longest)
        job.expiry = longest
        job.uniqueness = .init(key: [1], period: longest, states: Set(JobState.allCases), conflict: .keep)
        #expect(try await store.enqueue([job]) == [.inserted(job.id)])
        #expect(try await store.job(job.id)?.runAt == .distantFuture)
        #expect(try await store.stage(limit: 10).staged == 0)
        #expect(try await store.prune(JobRetention(completed: longest, givenUp: longest), limit: 10) == 0)
        try await store.discard()
    }

    @Test func `one who waits for work hears what another process enqueues`() async throws {
        let store = try PostgresJobStore.make { nil }
        try await store.beginListening()
        var notices = store.notices().makeAsyncIterator()
        try await store.fallAsleep(store.join())
        let other = try PostgresJobStore(connectionString: PostgresServer.connectionString, schema: store.schema.name)
        let id = JobID(high: 0x7000, low: 1 << 63)
        _ = try await other.enqueue([PreparedJob(id: id, name: "send", payload: [])])
        #expect(await notices.next() == .work)
        await other.close()
        try await store.discard()
    }

    @Test func `one who waits for work hears again after the connection on which it hears was ended`() async throws {
        let store = try PostgresJobStore.make { nil }
        try await store.beginListening()
        var notices = store.notices().makeAsyncIterator()
        let other = try PostgresJobStore(connectionString: PostgresServer.connectionString, schema: store.schema.name)
        try await other.endSessions(saying: "LISTEN \(store.schema.channel)")
        // Nobody has told of what happened meanwhile, so it is to look at everything.
        for _ in JobNotice.allCases { _ = await notices.next() }
        try await store.fallAsleep(store.join())
        _ = try await other.enqueue([Self.job(0)])
        #expect(await notices.next() == .work)
        await other.close()
        try await store.discard()
    }

    @Test func `numbers of lanes are asked for again behind a new connection, where they may be others`() async throws {
        let store = try PostgresJobStore.make { nil }
        let name = store.schema.name
        _ = try await store.enqueue([Self.job(0, "send")])
        let other = try PostgresJobStore(connectionString: PostgresServer.connectionString, schema: name)
        try await other.transaction { transaction in
            try transaction.execute("TRUNCATE \(name).lane, \(name).job, \(name).tally RESTART IDENTITY")
            try transaction.execute("SELECT \(name).lane('default', 'print', 0)")
        }
        try await other.endSessions(saying: "%\(name).enqueue_plain%")
        _ = try await store.enqueue([Self.job(1, "send")])
        #expect(try await store.job(Self.job(1).id)?.name == "send")
        await other.close()
        try await store.discard()
    }

    @Test func `large jobs of many callers go out in several rounds, and all are stored`() async throws {
        let store = try PostgresJobStore.make { nil }
        let payload = Array("\"\(String(repeating: "a", count: 5 << 20))\"".utf8)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<12 {
                group.addTask {
                    let job = PreparedJob(id: Self.job(number).id, name: "send", payload: payload)
                    let enqueued = try await store.enqueue([job])
                    #expect(enqueued == [.inserted(job.id)])
                }
            }
            try await group.waitForAll()
        }
        #expect(try await store.counts().map(\.count) == [12])
        #expect(try await store.job(Self.job(11).id)?.payload.count == payload.count)
        try await store.discard()
    }

    @Test func `more than a statement can take is refused, and nothing of it is stored`() async throws {
        let store = try PostgresJobStore.make { nil }
        let payload = Array("\"\(String(repeating: "a", count: 1 << 20))\"".utf8)
        let jobs = (0..<513).map { PreparedJob(id: Self.job($0).id, name: "send", payload: payload) }
        await #expect { try await store.enqueue(jobs) } throws: { error in
            (error as? JobStoreUnavailable)?.reason == .full && "\(error)".contains("512 MiB")
        }
        #expect(try await store.counts() == [])
        try await store.discard()
    }

    @Test func `a worker shows that it lives while what it asked for before is held up`() async throws {
        let store = try PostgresJobStore.make { nil }
        let other = try PostgresJobStore(connectionString: PostgresServer.connectionString, schema: store.schema.name)
        let worker = try await store.join()
        let (isHeld, mayGoOn, order) = (Gate(), Gate(), Journal())
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { mayGoOn.open() }
            let lock = store.schema.workerLock("'\(worker)'")
            group.addTask {
                try await other.transaction { transaction in
                    try transaction.execute("SELECT pg_advisory_xact_lock(\(lock))")
                    isHeld.open()
                    mayGoOn.block()
                }
            }
            try await isHeld.wait()
            group.addTask {
                let shares = [ClaimRequest.Share(queue: nil, fair: 1, most: 1)]
                _ = try await store.claim(ClaimRequest(incarnation: worker, names: ["send"], shares: shares, limit: 1))
                order.note("claimed")
            }
            let waiting = "SELECT count(*) AS count FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            try await eventually { try await other.transaction { try $0.execute(waiting).rows.first?["count"] } != "0" }
            for _ in 0..<3 { #expect(try await store.beat(worker).isKnown) }
            order.note("shown")
            mayGoOn.open()
            try await group.waitForAll()
        }
        #expect(order.lines == ["shown", "claimed"])
        await other.close()
        try await store.discard()
    }

    private static func job(_ number: Int, _ name: String = "send") -> PreparedJob {
        PreparedJob(id: JobID(high: 0x7000, low: 1 << 63 | UInt64(number)), name: name, payload: [])
    }
}
