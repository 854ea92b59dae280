import Afterwork
import TestSupport
import Testing

@testable import AfterworkPostgres

/// Claims while somebody keeps PostgreSQL from removing what is dead.
@Suite(.timeLimit(.minutes(2)))
struct OldSnapshotTests {
    private func job(_ number: Int) -> PreparedJob {
        PreparedJob(id: JobID(high: 0x7000, low: 1 << 63 | UInt64(number)), name: "send", payload: [])
    }

    private func claim(
        _ limit: Int,
        _ store: PostgresJobStore,
        _ worker: Incarnation,
        wantsSuspect: Bool = false
    ) async throws -> [ClaimedJob] {
        let shares = [ClaimRequest.Share(queue: nil, fair: limit, most: limit)]
        return try await store.claim(
            ClaimRequest(incarnation: worker, names: ["send"], shares: shares, limit: limit, wantsSuspect: wantsSuspect)
        ).jobs
    }

    private func finish(_ jobs: [ClaimedJob], _ store: PostgresJobStore) async throws {
        _ = try await store.finish(jobs.map { FinishedAttempt($0.attempt, .completed(result: nil)) })
    }

    @Test(arguments: [1, 301])
    func `claims begin behind what is dead, and find what appears there all the same`(lanes: Int) async throws {
        let store = try PostgresJobStore.make { nil }
        let other = try PostgresJobStore(connectionString: PostgresServer.connectionString, schema: store.schema.name)
        let worker = try await store.join()
        let name = store.schema.name
        func claim() async throws -> [ClaimedJob] { try await self.claim(5000, store, worker) }
        func finish(_ jobs: [ClaimedJob]) async throws { try await self.finish(jobs, store) }
        let (isHeld, mayEnd) = (Gate(), Gate())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await other.holdSnapshot(isHeld: isHeld, until: mayEnd) }
            try await isHeld.wait()
            let queues = "SELECT 'queue ' || number, 'send', 0 FROM generate_series(2, \(lanes)) AS number"
            try await store.transaction { try $0.execute("INSERT INTO \(name).lane (queue, name, priority) \(queues)") }
            _ = try await store.enqueue((0..<15_000).map(job))
            try await finish(claim())
            #expect(store.claiming.knownFloors == [:])
            for _ in 0..<2 { try await finish(claim()) }
            #expect(try await claim() == [])
            try await eventually { store.claiming.knownFloors.count == lanes }

            // What comes is found at once.
            _ = try await store.enqueue([job(15_000)])
            let next = try await claim()
            #expect(next.map(\.attempt.id) == [job(15_000).id])
            try await finish(next)

            // What was long in coming is found when it is looked behind. Nobody has to claim for that, and workers are told.
            try await store.beginListening()
            var notices = store.listeners.notices().makeAsyncIterator()
            try await other.transaction { transaction in
                try transaction.enqueue(job(15_001))
                try transaction.execute("UPDATE \(name).job SET run_at = run_at - interval '1 hour'")
            }
            #expect(await notices.next() == .work)
            let late = try await claim()
            #expect(late.map(\.attempt.id) == [job(15_001).id])
            #expect(store.claiming.knownFloors.count == lanes)
            try await finish(late)

            // A worker that comes then, and for which it takes too long, begins where this one did.
            let passed = try await store.transaction { transaction in
                #expect(try transaction.execute("UPDATE \(name).floor SET floor = now() RETURNING lane").rows.count == lanes)
                return try transaction.passed("\(name).job_line") {
                    let floors = try transaction.execute("SELECT floor FROM \(name).floors(NULL, '{}', '{}', 0, false)").rows
                    #expect(floors.count == lanes)
                }
            }
            #expect(passed < 1000)

            // One near which a worker died is found at once, although it has waited for long.
            let dead = try await store.join()
            _ = try await store.enqueue([job(15_002)])
            let doomed = try await self.claim(1, store, dead)
            try await store.start(doomed.map(\.attempt), by: dead)
            _ = try await store.rescue([Presence(dead, .dead)])
            try await store.transaction { try $0.execute("UPDATE \(name).job SET run_at = run_at - interval '1 hour'") }
            let suspects = try await self.claim(1, store, worker, wantsSuspect: true)
            #expect(suspects.map(\.attempt.id) == [job(15_002).id])
            try await finish(suspects)
            mayEnd.open()
            try await group.waitForAll()
        }
        // Once the dead can be removed, claims begin at the front again.
        try await eventually {
            try await store.vacuum("job")
            return store.claiming.knownFloors == [:]
        }
        await other.close()
        try await store.discard()
    }

    @Test func `jobs that were stored before a floor and committed after it are claimed in their order`() async throws {
        let store = try PostgresJobStore.make { nil }
        let other = try PostgresJobStore(connectionString: PostgresServer.connectionString, schema: store.schema.name)
        let worker = try await store.join()
        let (isHeld, mayEnd) = (Gate(), Gate())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await other.holdSnapshot(isHeld: isHeld, until: mayEnd) }
            try await isHeld.wait()
            _ = try await store.enqueue((0..<10_000).map(job))
            for _ in 0..<2 {
                try await finish(claim(5000, store, worker), store)
            }
            try await eventually {
                _ = try await claim(1, store, worker)
                return store.claiming.knownFloors.count == 1
            }
            let (lane, floor) = try #require(store.claiming.knownFloors.first)
            func time(_ time: UnixTime) -> String { "timestamptz 'epoch' + \(time.microseconds) * interval '1 microsecond'" }
            let (known, earlier) = (time(floor), time(floor + .milliseconds(-300)))
            try await store.transaction { [name = store.schema.name] transaction in
                for number in 10_000..<11_500 { try transaction.enqueue(job(number)) }
                try transaction.execute("UPDATE \(name).job SET run_at = \(earlier)")
                // A floor goes back as far as it is searched before it.
                let counts = try [500_000, 100_000].map { reach in
                    let floors = "\(name).floors(NULL, ARRAY[\(lane)], ARRAY[\(known)], \(reach), false)"
                    return try transaction.execute("SELECT FROM \(floors) WHERE floor = \(earlier)").rows.count
                }
                #expect(counts == [1, 0])
            }
            var order: [JobID] = []
            try await eventually {
                order += try await claim(100, store, worker).map(\.attempt.id)
                return order.count == 1500
            }
            #expect(order == (10_000..<11_500).map { job($0).id })
            mayEnd.open()
            try await group.waitForAll()
        }
        await other.close()
        try await store.discard()
    }

    @Test func `a claim that takes too long has the next ones begin where others have`() async throws {
        let store = try PostgresJobStore.make { nil }
        let name = store.schema.name
        _ = try await store.enqueue([job(1)])
        try await store.transaction { transaction in
            try transaction.execute("UPDATE \(name).job SET run_at = now() - interval '2 minutes'")
            try transaction.execute("INSERT INTO \(name).floor SELECT lane, now() - interval '1 minute' FROM \(name).lane")
        }
        let noted = UnixTime.now + .seconds(-90)
        let slow = try PostgresJobStore(connectionString: PostgresServer.connectionString, schema: name, limit: .seconds(2), now: { nil })
        let worker = try await slow.join()
        let (isLocked, mayEnd) = (Gate(), Gate())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await store.transaction { transaction in
                    try transaction.execute("LOCK TABLE \(name).worker")
                    isLocked.open()
                    mayEnd.block()
                }
            }
            try await isLocked.wait()
            await #expect(throws: JobStoreUnavailable.self) { try await claim(1, slow, worker) }
            mayEnd.open()
            try await group.waitForAll()
        }
        try await eventually { slow.claiming.knownFloors.count == 1 }
        #expect(try #require(slow.claiming.knownFloors.values.first) > noted)
        // What is older is looked for.
        try await eventually { try await claim(1, slow, worker).count == 1 }
        await slow.close()
        try await store.discard()
    }

    /// Looks behind the floors of lanes, which are at the present, to the end.
    ///
    /// - Returns: How much of the index each look has passed, in entries.
    private func look(behind lanes: String, limit: Int, _ transaction: PostgresTransaction, _ name: String) throws -> [Int] {
        var (since, width) = ("infinity", "1000000")
        var looks: [Int] = []
        while since != "-infinity", looks.count < 1000 {
            let sql = """
                SELECT since, width, passed FROM (SELECT \(lanes) AS lanes) AS of, \(name).behind(
                    NULL, lanes, array_fill(now(), ARRAY[cardinality(lanes)]), $1::timestamptz, $2::bigint, \(limit)
                )
                """
            let found = try #require(try transaction.execute(sql, since, width).rows.first)
            (since, width) = (try #require(found["since"]), try #require(found["width"]))
            looks.append(try #require(found["passed"].flatMap { Int($0) }))
        }
        return looks
    }

    @Test func `looks behind the floors come to an end also with very many lanes`() async throws {
        let store = try PostgresJobStore.make { nil }
        let looks = try await store.transaction { [name = store.schema.name] transaction in
            try look(behind: "ARRAY(SELECT generate_series(1, 500))", limit: 1, transaction, name)
        }
        #expect(looks.count < 1000)
        try await store.discard()
    }

    @Test func `a look behind a time when nothing was stored does not pass all that lies before it at once`() async throws {
        let store = try PostgresJobStore.make { nil }
        let looks = try await store.transaction { [name = store.schema.name] transaction in
            // A thousand a minute for an hour, and then nothing for two.
            let jobs = """
                INSERT INTO \(name).job (id, state, lane, run_at, created_at, payload)
                SELECT gen_random_uuid(), 2, \(name).lane('default', 'send', 0), time, time, '{}'
                FROM generate_series(now() - interval '3 hours', now() - interval '2 hours', interval '60 milliseconds') AS time
                """
            try transaction.execute(jobs)
            // Ten times the same, so that a look has no time for a second step where there is much.
            let lanes = "array_fill(\(name).lane('default', 'send', 0), ARRAY[10])"
            return try look(behind: lanes, limit: 1_000_000, transaction, name)
        }
        #expect(looks.reduce(0, +) > 600_000)
        #expect(looks.allSatisfy { $0 < 200_000 }, "\(looks)")
        try await store.discard()
    }
}
