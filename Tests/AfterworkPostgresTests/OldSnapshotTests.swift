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
            #expect(store.claiming.lanesWithFloor == [])
            for _ in 0..<2 { try await finish(claim()) }
            #expect(try await claim() == [])
            #expect(store.claiming.lanesWithFloor.count == 1)

            // A process that starts begins there as well.
            let third = try PostgresJobStore(connectionString: PostgresServer.connectionString, schema: name)
            let newcomer = try await third.join()
            #expect(third.claiming.lanesWithFloor == store.claiming.lanesWithFloor)
            try await third.leave(newcomer)
            await third.close()

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
            #expect(store.claiming.lanesWithFloor.count == 1)
            try await finish(late)

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
            return store.claiming.lanesWithFloor == []
        }
        await other.close()
        try await store.discard()
    }
}
