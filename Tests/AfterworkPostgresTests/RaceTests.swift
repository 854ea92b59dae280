import Afterwork
import TestSupport
import Testing

@testable import AfterworkPostgres

/// What happens between two statements of different sessions.
@Suite(.timeLimit(.minutes(2)))
struct RaceTests {
    private static func job(_ number: Int, _ name: String = "send") -> PreparedJob {
        PreparedJob(id: JobID(high: 0x7000, low: 1 << 63 | UInt64(number)), name: name, payload: [])
    }

    private static func request(_ worker: Incarnation, _ names: Set<String> = ["send"], limit: Int = 100) -> ClaimRequest {
        ClaimRequest(incarnation: worker, names: names, shares: [ClaimRequest.Share(queue: nil, fair: limit, most: limit)], limit: limit)
    }

    /// Two stores of one schema.
    private func use(_ body: (_ store: PostgresJobStore, _ other: PostgresJobStore) async throws -> Void) async throws {
        let store = try PostgresJobStore.make { nil }
        let other = try PostgresJobStore(connectionString: PostgresServer.connectionString, schema: store.schema.name)
        try await body(store, other)
        await other.close()
        try await store.discard()
    }

    /// Has a transaction of the other store's be open while something is done, and commits it as soon as somebody waits for a lock.
    private func hold(
        _ other: PostgresJobStore,
        _ body: @escaping @Sendable (PostgresTransaction) throws -> Void,
        while step: @escaping @Sendable () async throws -> Void
    ) async throws {
        let (isHeld, mayCommit) = (Gate(), Gate())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await other.transaction { transaction in
                    try body(transaction)
                    isHeld.open()
                    mayCommit.block()
                }
            }
            try await isHeld.wait()
            group.addTask { try await step() }
            let waiting =
                "SELECT count(*) AS count FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%\(other.schema.name).%'"
            try await eventually { try await other.transaction { try $0.execute(waiting).rows.first?["count"] } != "0" }
            mayCommit.open()
            try await group.waitForAll()
        }
    }

    @Test func `a worker whose sign of life is just being committed is not rescued from`() async throws {
        try await use { store, other in
            let worker = try await store.join()
            _ = try await store.enqueue([Self.job(1)])
            #expect(try await store.claim(Self.request(worker)).jobs.count == 1)
            let silent = try await store.presences()
            let name = store.schema.name
            try await hold(other) {
                // As a heartbeat does whose commit waits for a disk or a standby.
                try $0.execute("UPDATE \(name).worker SET beats = beats + 1")
            } while: {
                let rescued = try await store.rescue(silent)
                #expect(rescued == [])
            }
            #expect(try await store.beat(worker).isKnown)
            #expect(try await store.rescue(store.presences()).map(\.id) == [Self.job(1).id])
        }
    }

    @Test func `a job that is enqueued again while it is being finished is not stored again`() async throws {
        try await use { store, other in
            let worker = try await store.join()
            for isPlain in [true, false] {
                var job = Self.job(isPlain ? 1 : 2)
                if !isPlain { job.timeout = .seconds(5) }
                let repeated = job
                _ = try await store.enqueue([job])
                let attempt = try #require(try await store.claim(Self.request(worker)).jobs.first?.attempt)
                try await hold(other) {
                    try $0.finish(attempt)
                } while: {
                    _ = try await store.enqueue([repeated])
                }
                #expect(try await store.job(job.id)?.state == .completed)
                #expect(try await store.claim(Self.request(worker)).jobs == [])
            }
            #expect(try await store.counts().map(\.count) == [2])
        }
    }

    @Test func `a claim that is committed after its worker gave it up is handed back`() async throws {
        try await use { store, other in
            let worker = try await store.join()
            let name = store.schema.name
            _ = try await store.enqueue([Self.job(1)])
            let claim = """
                SELECT ids FROM \(name).claim(
                    NULL, $1, ARRAY['send'], ARRAY[NULL]::text[], ARRAY[5], ARRAY[5], 5, 1000000, false, '{}', '{}', '{}', -1
                )
                """
            try await hold(other) {
                try $0.execute(claim, "\(worker.id)")
            } while: {
                try await store.reconcile(worker, holding: [])
            }
            #expect(try await store.job(Self.job(1).id)?.state == .available)
        }
    }

    @Test func `a worker that goes to sleep finds what was stored meanwhile in a queue that it did not know`() async throws {
        try await use { store, other in
            try await store.beginListening()
            let worker = try await store.join()
            let name = store.schema.name
            func job(_ number: Int, in queue: String) -> PreparedJob {
                PreparedJob(id: Self.job(number).id, name: "send", queue: queue, payload: [])
            }
            try await store.set(.limit(5), of: "few")
            _ = try await store.enqueue([job(1, in: "few")])
            let attempt = try #require(try await store.claim(Self.request(worker, limit: 1)).jobs.first?.attempt)
            _ = try await store.finish([FinishedAttempt(attempt, .completed(result: nil))])
            let late = job(2, in: "new")
            try await hold(other) { transaction in
                try transaction.execute("SELECT pg_advisory_xact_lock(hashtextextended('\(name) queue few', 0))")
                try transaction.enqueue(late)
            } while: {
                var claim = try await store.claim(Self.request(worker))
                // It may see that somebody is about to commit, and is to look again.
                while claim.jobs.isEmpty, claim.isCutShort { claim = try await store.claim(Self.request(worker)) }
                #expect(claim.jobs.map(\.attempt.id) == [late.id])
            }
        }
    }

    @Test func `a worker that goes to sleep finds what another's end has made room for`() async throws {
        try await use { store, other in
            try await store.beginListening()
            let worker = try await store.join()
            let name = store.schema.name
            let jobs = [(1, "few"), (2, "few"), (3, "many")].map { PreparedJob(id: Self.job($0).id, name: "send", queue: $1, payload: []) }
            try await store.set(.limit(1), of: "few")
            _ = try await store.enqueue(jobs)
            let running = try #require(try await store.claim(Self.request(worker, limit: 1)).jobs.first?.attempt)
            #expect(running.id == jobs[0].id)
            // A claim stands still where it has found that there is no room, and takes what is in the other queue.
            let lock = "SELECT pg_advisory_xact_lock(hashtextextended('\(name)', 0))"
            try await other.transaction { transaction in
                try transaction.execute(
                    "CREATE FUNCTION \(name).wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM (\(lock)); RETURN NULL; END $$"
                )
                try transaction.execute("CREATE TRIGGER wait BEFORE INSERT ON \(name).tally EXECUTE FUNCTION \(name).wait()")
            }
            try await hold(other) { transaction in
                try transaction.execute(lock)
                try transaction.finish(running)
            } while: {
                var claim = try await store.claim(Self.request(worker))
                var ids = claim.jobs.map(\.attempt.id)
                while claim.isCutShort {
                    claim = try await store.claim(Self.request(worker))
                    ids += claim.jobs.map(\.attempt.id)
                }
                #expect(ids == [jobs[2].id, jobs[1].id])
            }
        }
    }

    @Test(arguments: [5, 40])
    func `who was passed over because another had locked more than it took is told`(limit: Int) async throws {
        try await use { store, other in
            try await store.beginListening()
            let (worker, second) = (try await store.join(), try await store.join())
            let name = store.schema.name
            _ = try await store.enqueue((0..<5).map { Self.job($0) } + (5..<10).map { Self.job($0, "print") })
            let claim = """
                SELECT ids FROM \(name).claim(
                    NULL, $1, ARRAY['send', 'print'], ARRAY[NULL]::text[], ARRAY[5], ARRAY[5], \(limit), 1000000, false, '{}', '{}', '{}', -1
                )
                """
            let (isHeld, mayCommit) = (Gate(), Gate())
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await other.transaction { transaction in
                        try transaction.execute(claim, "\(second.id)")
                        isHeld.open()
                        mayCommit.block()
                    }
                }
                try await isHeld.wait()
                // It finds nothing, and falls asleep, or would if the other had not said that it will have something to tell.
                let claim = try await store.claim(Self.request(worker, ["send", "print"]))
                #expect(claim.jobs == [])
                var notices = store.notices().makeAsyncIterator()
                mayCommit.open()
                try await group.waitForAll()
                if !claim.isCutShort { #expect(await notices.next() == .work) }
            }
            #expect(try await store.claim(Self.request(worker, ["send", "print"])).jobs.count == 5)
        }
    }

    @Test func `a host that does not answer is passed over for the next one`() async throws {
        let target = try PostgresServer.connectionString
        let port = try #require(target.firstMatch(of: /:(\d+)\//)?.1)
        let silent = try TCPProxy(to: try #require(Int(port)))
        defer { silent.end() }
        silent.set(.hang)
        let both = target.replacing("127.0.0.1:\(port)", with: "127.0.0.1:\(silent.port),127.0.0.1:\(port)") + "?connect_timeout=2"
        let store = try PostgresJobStore(connectionString: both, schema: PostgresServer.newSchema())
        #expect(try await store.enqueue([Self.job(1)]) == [.inserted(Self.job(1).id)])
        try await store.discard()
    }
}
