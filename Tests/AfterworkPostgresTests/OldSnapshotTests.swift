import Afterwork
import TestSupport
import Testing

@testable import AfterworkPostgres

/// Claims while somebody keeps PostgreSQL from removing what is dead.
@Suite(.timeLimit(.minutes(2)))
struct OldSnapshotTests {
    @Test func `claims begin behind what is dead, and find what appears there all the same`() async throws {
        let store = try PostgresJobStore.make { nil }
        let other = try PostgresJobStore(connectionString: PostgresServer.connectionString, schema: store.schema.name)
        let worker = try await store.join()
        let name = store.schema.name
        func claim() async throws -> [ClaimedJob] {
            let shares = [ClaimRequest.Share(queue: nil, fair: 5000, most: 5000)]
            return try await store.claim(ClaimRequest(incarnation: worker, names: ["send"], shares: shares, limit: 5000)).jobs
        }
        func finish(_ jobs: [ClaimedJob]) async throws {
            _ = try await store.finish(jobs.map { FinishedAttempt($0.attempt, .completed(result: nil)) })
        }
        @Sendable func job(_ number: Int) -> PreparedJob {
            PreparedJob(id: JobID(high: 0x7000, low: 1 << 63 | UInt64(number)), name: "send", payload: [])
        }
        let (isHeld, mayEnd) = (Gate(), Gate())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await other.holdSnapshot(isHeld: isHeld, until: mayEnd) }
            try await isHeld.wait()
            _ = try await store.enqueue((0..<15_000).map(job))
            try await finish(claim())
            #expect(store.claiming.knownFloors == [:])
            for _ in 0..<2 { try await finish(claim()) }
            #expect(try await claim() == [])
            try await eventually { store.claiming.knownFloors.count == 1 }

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
            #expect(store.claiming.knownFloors.count == 1)
            try await finish(late)

            // A worker that comes then, and for which it takes too long, begins where this one did.
            let passed = try await store.transaction { transaction in
                try transaction.passed("\(name).job_line") {
                    let floors = try transaction.execute("SELECT floor FROM \(name).floors(NULL, '{}', '{}', 0, false)").rows
                    #expect(floors.count == 1)
                }
            }
            #expect(passed < 1000)

            // One near which a worker died is found at once, although it has waited for long.
            let dead = try await store.join()
            _ = try await store.enqueue([job(15_002)])
            let shares = [ClaimRequest.Share(queue: nil, fair: 1, most: 1)]
            let doomed = try await store.claim(ClaimRequest(incarnation: dead, names: ["send"], shares: shares, limit: 1)).jobs
            try await store.start(doomed.map(\.attempt), by: dead)
            _ = try await store.rescue([dead])
            try await store.transaction { try $0.execute("UPDATE \(name).job SET run_at = run_at - interval '1 hour'") }
            let request = ClaimRequest(incarnation: worker, names: ["send"], shares: shares, limit: 1, wantsSuspect: true)
            let suspects = try await store.claim(request).jobs
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
        func claim(_ limit: Int) async throws -> [ClaimedJob] {
            let shares = [ClaimRequest.Share(queue: nil, fair: limit, most: limit)]
            return try await store.claim(ClaimRequest(incarnation: worker, names: ["send"], shares: shares, limit: limit)).jobs
        }
        @Sendable func job(_ number: Int) -> PreparedJob {
            PreparedJob(id: JobID(high: 0x7000, low: 1 << 63 | UInt64(number)), name: "send", payload: [])
        }
        let (isHeld, mayEnd) = (Gate(), Gate())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await other.holdSnapshot(isHeld: isHeld, until: mayEnd) }
            try await isHeld.wait()
            _ = try await store.enqueue((0..<10_000).map(job))
            for _ in 0..<2 {
                let claimed = try await claim(5000)
                _ = try await store.finish(claimed.map { FinishedAttempt($0.attempt, .completed(result: nil)) })
            }
            try await eventually {
                _ = try await claim(1)
                return store.claiming.knownFloors.count == 1
            }
            let floor = try #require(store.claiming.knownFloors.values.first)
            try await store.transaction { transaction in
                for number in 10_000..<11_500 { try transaction.enqueue(job(number)) }
                try transaction.execute(
                    "UPDATE \(store.schema.name).job SET run_at = timestamptz 'epoch' + \(floor.microseconds - 300_000) * interval '1 microsecond'"
                )
            }
            var order: [JobID] = []
            try await eventually {
                order += try await claim(100).map(\.attempt.id)
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
        @Sendable func job(_ number: Int) -> PreparedJob {
            PreparedJob(id: JobID(high: 0x7000, low: 1 << 63 | UInt64(number)), name: "send", payload: [])
        }
        _ = try await store.enqueue([job(1)])
        try await store.transaction { transaction in
            try transaction.execute("UPDATE \(name).job SET run_at = now() - interval '2 minutes'")
            try transaction.execute("INSERT INTO \(name).floor SELECT lane, now() - interval '1 minute' FROM \(name).lane")
        }
        let noted = UnixTime.now + .seconds(-90)
        let slow = try PostgresJobStore(connectionString: PostgresServer.connectionString, schema: name, limit: .seconds(2), now: { nil })
        let worker = try await slow.join()
        let shares = [ClaimRequest.Share(queue: nil, fair: 1, most: 1)]
        let request = ClaimRequest(incarnation: worker, names: ["send"], shares: shares, limit: 1)
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
            await #expect(throws: JobStoreUnavailable.self) { try await slow.claim(request) }
            mayEnd.open()
            try await group.waitForAll()
        }
        try await eventually { slow.claiming.knownFloors.count == 1 }
        #expect(try #require(slow.claiming.knownFloors.values.first) > noted)
        // What is older is looked for.
        try await eventually { try await slow.claim(request).jobs.count == 1 }
        await slow.close()
        try await store.discard()
    }
}
