import Afterwork
import AfterworkSQLite
import AfterworkTesting
import Synchronization
import TestSupport
import Testing

/// Promise 13: `kill -9` at any instant, or a power cut, loses no acknowledged job. Orphans are picked up within 15 s, at once on a
/// restart on SQLite. A live job is never rescued while its worker's heartbeat is healthy, however long it runs or however busy the CPU
/// is.
///
/// Power cuts, which forget what was not flushed, are in `DeathTests`; a server that is killed again and again under load is in
/// `ChaosTests`.
@Suite(.timeLimit(.minutes(2)))
struct SurvivalTests {
    @Test("`kill -9` at any instant, or a power cut, loses no acknowledged job.", arguments: [1, 50, 700])
    func kill(after acknowledged: Int) async throws {
        try await TemporaryFolder.use { folder in
            let (status, lines) = try await VictimProcess.run([folder.file(), "enqueue"]) { process, _, count in
                if count == acknowledged { try process.kill() }
            }
            #expect(status == .signaled(9))
            #expect(lines.count >= acknowledged)
            let store = try SQLiteJobStore(path: folder.file())
            for line in lines {
                let id = try #require(JobID(line))
                #expect(try await store.job(id)?.state == .available)
            }
            let ran = Counter()
            try await RunningWorker.run(store) { queue in
                queue.handle(Errand.self) { _, _ in ran.add() }
            } _: { _ async throws in
                try await eventually { try await store.states.keys.allSatisfy { $0 == .completed } }
            }
            // What was committed and not acknowledged any more runs as well.
            #expect(ran.value >= lines.count)
        }
    }

    @Test func `Orphans are picked up within 15 s, at once on a restart on SQLite.`() async throws {
        let clock = ManualClock()
        let journal = Journal()
        let handlers: (JobQueue) -> Void = { queue in
            queue.handle(Errand.self) { errand, context in journal.note("\(errand.name) after \(context.crashes)") }
        }
        // A worker that only ceases to show itself.
        let memory = InMemoryJobStore()
        let orphan = try await JobQueue.silent(memory).enqueue(Errand(name: "orphan")).id
        #expect(try await memory.begin(as: memory.join()).count == 1)
        try await RunningWorker.run(memory, clock: clock, handlers: handlers) { _ async throws in
            let passed = try await clock.pass(.seconds(60)) { try await memory.job(orphan)?.crashes == 1 }
            #expect(passed <= .seconds(15))
            try await journal.wait(for: "orphan after 1")
        }
        // A process that is killed. Whoever starts next goes by a clock that stands still.
        try await TemporaryFolder.use { folder in
            let (status, _) = try await VictimProcess.run([folder.file(), "start", "killed"]) { process, line, _ in
                if line == "killed begins" { try process.kill() }
            }
            #expect(status == .signaled(9))
            let store = try SQLiteJobStore(path: folder.file())
            try await RunningWorker.run(store, clock: ManualClock(), handlers: handlers) { _ async throws in
                try await journal.wait(for: "killed after 1")
            }
        }
        #expect(journal.lines == ["orphan after 1", "killed after 1"])
    }

    /// What keeps a job from ending.
    enum Load: CaseIterable {
        case waits
        case burns
    }

    @Test(arguments: StoreKind.allCases, Load.allCases)
    func `A live job is never rescued while its worker's heartbeat is healthy, however long it runs or however busy the CPU is.`(
        kind: StoreKind,
        load: Load
    ) async throws {
        let clock = ManualClock()
        let journal = Journal()
        let gate = Gate()
        let isOver = Atomic(false)
        let slots = 4
        func handle(_ name: String, _ queue: JobQueue) {
            queue.handle(Errand.self) { _, context in
                journal.note("\(name): \(context.number), \(context.crashes)")
                if load == .waits { try await gate.wait() }
                while !isOver.load(ordering: .relaxed) {}
            }
        }
        try await kind.use { store in
            try await RunningWorker.run(store, .init(concurrency: slots), clock: clock) {
                handle("first", $0)
            } _: { first async throws in
                let ids = try await first.queue.enqueue(all: (0..<slots).map { Errand(name: "\($0)") }).map(\.id)
                try await journal.wait(forCount: slots)
                try await RunningWorker.run(store, clock: clock) {
                    handle("second", $0)
                } _: { _ async throws in
                    // Each second passes only when both workers have beaten, looked, and wait for the next one.
                    try await clock.pass(.seconds(load == .waits ? 600 : 60), workers: 2)
                    for id in ids { #expect(try await store.job(id)?.state == .running) }
                    isOver.store(true, ordering: .relaxed)
                    gate.open()
                    for id in ids { #expect(try await first.queue.end(of: id)?.state == .completed) }
                }
            }
        }
        #expect(journal.lines == Array(repeating: "first: 1, 0", count: slots))
    }
}
