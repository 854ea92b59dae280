import Afterwork
import TestSupport
import Testing

/// What happens to workers.
@Suite(.timeLimit(.minutes(5)))
struct WorkerFaultTests {
    @Test func `the job of a worker that was killed is done by another`() async throws {
        try await Office.use { office in
            let id = try await EntryProcess.work(in: office) { worker in
                let id = try await JobQueue(store: office.store).enqueue(Entry(pause: 2000)).id
                _ = await worker.lines.first(containing: "begins")
                try worker.kill()
                return id
            }
            let killed = ContinuousClock.now
            try await EntryProcess.work(in: office) { other in
                #expect(await other.lines.first(containing: "begins") == "begins \(id)")
                print("Begun by another \(killed.duration(to: .now)) after the kill.")
                try await office.expectDone(["\(id)"])
                #expect(try await office.store.job(id)?.crashes == 1)
            }
        }
    }

    @Test func `a worker that is stopped past its lease and continued changes nothing`() async throws {
        try await Office.use { office in
            try await EntryProcess.work(in: office, lease: .seconds(2)) { zombie in
                let id = try await JobQueue(store: office.store).enqueue(Entry(pause: 500)).id
                _ = await zombie.lines.first(containing: "begins")
                try zombie.pause()
                try await EntryProcess.work(in: office, lease: .seconds(2)) { other in
                    #expect(await other.lines.first(containing: "has done") == "has done \(id)")
                    let record = try await office.store.job(id)
                    try zombie.goOn()
                    // It is told by its transaction, or was cancelled before it came so far.
                    let end = await zombie.lines.first(containing: "is st")
                    #expect(end == "is stale \(id)" || end == "is stopped \(id)")
                    // And works on under a new name.
                    let next = try await JobQueue(store: office.store).enqueue(Entry(pause: 0)).id
                    try await office.expectDone(["\(id)", "\(next)"])
                    #expect(try await office.store.job(id) == record)
                }
            }
        }
    }

    @Test func `a process that gets no thread for its store is told so, and goes on when it gets one`() async throws {
        try await Office.use { office in
            try await EntryProcess.run(["starve"], in: office) { process in
                let refusal = try #require(await process.lines.first(containing: "refused "))
                #expect(refusal.hasPrefix("refused The job store needs a thread, and the system has none to give."))
                let id = try #require(await process.lines.first(containing: "stored ")).dropFirst("stored ".count)
                #expect(try await JobQueue(store: office.store).jobs().map { "\($0.id)" } == [id])
            }
        }
    }
}
