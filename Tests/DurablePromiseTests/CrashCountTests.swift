import Afterwork
import AfterworkSQLite
import AfterworkTesting
import TestSupport
import Testing

/// Promise 14: Crashes are counted apart from failures, and only for attempts that had started. A suspect runs alone next time, so that
/// its neighbours are not blamed; at the third crash it is quarantined.
@Suite(.timeLimit(.minutes(2)))
struct CrashCountTests {
    @Test(arguments: StoreKind.allCases)
    func `Crashes are counted apart from failures, and only for attempts that had started.`(kind: StoreKind) async throws {
        let journal = Journal()
        try await kind.use { store in
            let ids = try await JobQueue.silent(store).enqueue(all: [Errand(name: "begun"), Errand(name: "held")]).map(\.id)
            let dead = try await store.join()
            let claimed = try await store.claim(ClaimRequest(dead)).jobs
            #expect(claimed.map(\.attempt.id) == ids)
            try await store.start([claimed[0].attempt], by: dead)
            store.die(dead)
            let rescued = try await store.rescue([Presence(dead, .dead)])
            #expect(rescued.map(\.crashes) == [1, 0])
            for id in ids { #expect(try await store.job(id)?.failures == 0) }

            try await RunningWorker.run(store) { queue in
                queue.handle(Errand.self) { errand, context in
                    journal.note("\(errand.name) \(context.number) \(context.crashes)")
                    if context.number < 3 { throw Broken() }
                }
            } _: { running async throws in
                for id in ids {
                    let job = try await running.queue.end(of: id)
                    #expect((job?.state, job?.failures, job?.crashes) == (.completed, 2, 0))
                }
            }
            // Each has all its attempts, the one with a crash too, which is forgotten once an attempt has ended without one.
            #expect(journal.lines.sorted() == ["begun 1 1", "begun 2 0", "begun 3 0", "held 1 0", "held 2 0", "held 3 0"])
        }
    }

    @Test func `A suspect runs alone next time, so that its neighbours are not blamed; at the third crash it is quarantined.`()
        async throws
    {
        try await TemporaryFolder.use { folder in
            let first = try await VictimProcess.run([folder.file(), "start", "ann", "poison", "bob", "cleo"])
            #expect(first.status == .signaled(9))
            #expect(first.lines.sorted() == ["ann begins", "bob begins", "cleo begins", "poison begins"])
            // Its job kills the process twice more, by itself.
            for _ in 2...3 {
                let next = try await VictimProcess.run([folder.file(), "work"])
                #expect(next.status == .signaled(9))
                #expect(next.lines.last == "poison begins")
            }
            let store = try SQLiteJobStore(path: folder.file())
            try await RunningWorker.run(store) { queue in
                queue.handle(Errand.self) { errand, _ in #expect(errand.name != "poison") }
            } _: { running async throws in
                try await eventually { try await store.states == [.completed: 3, .quarantined: 1] }
                let jobs = try await running.queue.jobs()
                #expect(jobs.filter { $0.state == .completed }.map(\.crashes) == [1, 1, 1])
                let poison = try #require(jobs.first { $0.state == .quarantined })
                #expect((poison.crashes, poison.failures) == (3, 0))
                #expect(poison.error == "The process that ran it died.")
                #expect(running.hasLogged("Job is put into quarantine: 3 processes died while they ran it."))
            }
        }
    }
}
