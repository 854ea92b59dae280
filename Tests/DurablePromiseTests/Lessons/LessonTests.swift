import Afterwork
import AfterworkSQLite
import AfterworkTesting
import GRDB
import TestSupport
import Testing

/// Classes of faults that other job systems had, and that no other test here stands for. Which test stands for which class is listed in
/// Documentation/Lessons.md, with where it was seen.
@Suite(.timeLimit(.minutes(5)))
struct LessonTests {
    @Test(arguments: StoreKind.allCases)
    func `a worker that is started again in the place of a dead one, with the same name and host, is not taken for it`(
        kind: StoreKind
    ) async throws {
        try await kind.use { store in
            let queue = JobQueue.silent(store)
            let orphan = try await queue.enqueue(Errand(name: "orphan")).id
            let dead = try await store.join()
            #expect(try await store.begin(as: dead).map(\.attempt.id) == [orphan])
            store.die(dead)
            // The same process on the same machine: nothing but the incarnation tells them apart.
            let again = try await store.join()
            let own = try await queue.enqueue(Errand(name: "own")).id
            #expect(try await store.begin(as: again).map(\.attempt.id) == [own])
            #expect(try await store.rescue([Presence(dead, .dead)]).map(\.id) == [orphan])
            #expect(try await store.presences().map(\.incarnation) == [again])
            #expect(try await store.beat(again) == WorkerOrders(isKnown: true, cancelled: []))
            #expect(try await store.job(own)?.state == .running)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a recovery of thousands of jobs drops none of them, and what is new does not starve beside it`(kind: StoreKind) async throws {
        let clock = ManualClock()
        let ran = Journal()
        try await kind.use { store in
            let queue = JobQueue.silent(store)
            try await queue.enqueue(all: (0..<2000).map { Errand(name: "\($0)") })
            // Twenty workers die with a hundred jobs each, of which they had begun one.
            for _ in 0..<20 {
                let dead = try await store.join()
                let jobs = try await store.claim(ClaimRequest(dead, limit: 100)).jobs
                try await store.start([jobs[0].attempt], by: dead)
                store.die(dead)
            }
            #expect(try await store.states == [.running: 2000])
            try await RunningWorker.run(store, .init(concurrency: 8), clock: clock) { queue in
                queue.handle(Errand.self) { errand, _ in ran.note(errand.name) }
            } _: { running async throws in
                let new = try await running.queue.enqueue(Errand(name: "new")).id
                #expect(try await running.queue.end(of: new)?.state == .completed)
                try await clock.pass(.seconds(60)) { try await store.states == [.completed: 2001] }
                try await eventually { try await store.states == [.completed: 2001] }
                // Each once: a recovery that is repeated does not run what it gave back already.
                #expect(Set(ran.lines).count == 2001)
                #expect(ran.lines.count == 2001)
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a zombie that finishes after its job was rescued gives nobody a place that is taken`(kind: StoreKind) async throws {
        try await kind.use { store in
            let queue = JobQueue.silent(store)
            try await queue.limit("errands", to: 1)
            let ids = try await queue.enqueue(all: (0..<3).map { Errand(name: "\($0)") }).map(\.id)
            let (zombie, worker) = (try await store.join(), try await store.join())
            let stale = try await store.claim(ClaimRequest(zombie)).jobs
            #expect(stale.map(\.attempt.id) == [ids[0]])
            _ = try await store.rescue([Presence(zombie, .dead)])
            let held = try await store.claim(ClaimRequest(worker)).jobs
            #expect(held.count == 1)
            for outcome in [JobOutcome.completed(result: nil), .released] {
                #expect(try await store.finish(stale.map { FinishedAttempt($0.attempt, outcome) }) == [false])
                #expect(try await store.claim(ClaimRequest(worker)).jobs == [])
            }
            #expect(try await store.finish(held.map { FinishedAttempt($0.attempt, .completed(result: nil)) }) == [true])
            #expect(try await store.claim(ClaimRequest(worker)).jobs.count == 1)
            #expect(try await store.claim(ClaimRequest(worker)).jobs == [])
        }
    }

    @Test func `a worker whose store was gone, and whose claims failed meanwhile, goes on when it is back`() async throws {
        let journal = Journal()
        try await TemporaryFolder.use { folder in
            let store = try SQLiteJobStore(path: folder.file())
            try await RunningWorker.run(store, .init(concurrency: 2, pollInterval: .milliseconds(10))) { queue in
                queue.handle(Errand.self) { errand, _ in journal.note(errand.name) }
            } _: { running async throws in
                try await running.queue.enqueue(Errand(name: "before"))
                try await journal.wait(for: "before")
                for round in 1...3 {
                    try folder.moveDatabase("jobs.sqlite", to: "elsewhere.sqlite")
                    try await eventually { running.hasLogged("The worker cannot exchange jobs with the store.") }
                    try folder.moveDatabase("elsewhere.sqlite", to: "jobs.sqlite")
                    // By another process, as far as this worker can tell.
                    let other = try SQLiteJobStore(path: folder.file())
                    try await JobQueue.silent(other).enqueue(Errand(name: "after \(round)"))
                    try await journal.wait(for: "after \(round)")
                    await other.close()
                }
                #expect(running.hasLogged("The worker can exchange jobs with the store again."))
            }
            await store.close()
        }
    }

    /// The one test here that takes the time it is about: five seconds, which SQLite is given to get at a file that somebody holds.
    @Test func `a database that somebody holds for ever stalls no caller for ever`() async throws {
        try await TemporaryFolder.use { folder in
            let store = try SQLiteJobStore(path: folder.file())
            let other = try DatabaseQueue(path: folder.file())
            let (gate, journal) = (Gate(), Journal())
            defer { gate.open() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await other.write { db in
                        try db.execute(sql: "CREATE TABLE held (a)")
                        journal.note("held")
                        gate.block()
                    }
                }
                try await journal.wait(for: "held")
                let queue = JobQueue.silent(store)
                // Both share the wait: the second does not begin its own when the first has given up.
                async let first = failure(of: { _ = try await queue.enqueue(Errand(name: "first")) })
                async let second = failure(of: { _ = try await store.join() })
                for failure in await [first, second] {
                    #expect(failure?.reason == .busy)
                    #expect(failure?.description.contains("has been locked for seconds") == true)
                }
                // Reading needs no lock.
                #expect(try await store.states == [:])
                gate.open()
                try await group.waitForAll()
                #expect(try await queue.enqueue(Errand(name: "second")).isNew)
            }
            await store.close()
        }
    }

    private func failure(of body: @Sendable () async throws -> Void) async -> JobStoreUnavailable? {
        do {
            try await body()
            return nil
        } catch {
            return error as? JobStoreUnavailable
        }
    }

    @Test func `four stores and an application that write one file at the same time get no busy errors`() async throws {
        try await TemporaryFolder.use { folder in
            let database = try DatabasePool(path: folder.file())
            try await database.write { try $0.execute(sql: "CREATE TABLE orders (id INTEGER PRIMARY KEY)") }
            let stores = try [SQLiteJobStore(database: database)] + (0..<3).map { _ in try SQLiteJobStore(path: folder.file()) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for store in stores {
                    let queue = JobQueue.silent(store)
                    for caller in 0..<4 {
                        group.addTask {
                            for number in 0..<25 {
                                try await queue.enqueue(Errand(name: "\(caller) \(number)"))
                                _ = try await queue.counts()
                            }
                        }
                    }
                    group.addTask {
                        let worker = try await store.join()
                        for _ in 0..<25 {
                            let jobs = try await store.begin(as: worker, limit: 2)
                            _ = try await store.finish(jobs.map { FinishedAttempt($0.attempt, .released) })
                        }
                        try await store.leave(worker)
                    }
                }
                group.addTask {
                    for _ in 0..<50 { try await database.write { try $0.execute(sql: "INSERT INTO orders DEFAULT VALUES") } }
                }
                try await group.waitForAll()
            }
            #expect(try await stores[0].states == [.available: 400])
            for store in stores { await store.close() }
        }
    }
}
