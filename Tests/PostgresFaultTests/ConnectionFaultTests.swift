import Afterwork
import TestSupport
import Testing

@testable import AfterworkPostgres

/// What happens on the way to a server.
@Suite(.timeLimit(.minutes(5)))
struct ConnectionFaultTests {
    /// The port of the server of all tests.
    private static func port() throws -> Int {
        let target = try PostgresServer.connectionString
        return try #require(target.firstMatch(of: /:(\d+)\//).flatMap { Int($0.1) })
    }

    private static func target(by proxy: TCPProxy) throws -> String {
        try PostgresServer.connectionString.replacing(":\(port())/", with: ":\(proxy.port)/")
    }

    @Test func `connections that are cut in the middle of statements lose nothing, and nothing is done twice`() async throws {
        let proxy = try TCPProxy(to: Self.port())
        defer { proxy.end() }
        let target = try Self.target(by: proxy)
        try await Office.use { office in
            try await EntryProcess.enqueue(in: office, by: target) { clients in
                try await EntryProcess.work(in: office, by: target) { worker in
                    var cut = 0
                    for _ in 0..<40 {
                        try await Task.sleep(for: .milliseconds(Int.random(in: 1...150)))
                        cut += proxy.cut()
                    }
                    let done = worker.all("has done").count
                    _ = await worker.lines.first(containing: "has done", count: done + 20)
                    try clients.kill()
                    try await office.expectDone(clients.all("stored"))
                    print("\(cut) connections were cut; \(clients.all("stored").count) jobs acknowledged, all done once.")
                }
            }
        }
    }

    @Test func `where the answer is lost after the commit, the same job is stored again, and is there once`() async throws {
        let proxy = try TCPProxy(to: Self.port())
        defer { proxy.end() }
        try await Office.use { office in
            let store = try PostgresJobStore(connectionString: Self.target(by: proxy), schema: office.schema)
            let queue = JobQueue(store: store)
            var ids = [try await queue.enqueue(Entry(pause: 0)).id]
            for number in 1...5 {
                proxy.set(.loseAnswer)
                let answer = try await queue.enqueue(Entry(pause: 0))
                #expect(answer == .inserted(answer.id))
                #expect(proxy.lostAnswers == number)
                ids.append(answer.id)
            }
            #expect(try await JobQueue(store: office.store).jobs().map(\.id).sorted() == ids.sorted())
            await store.close()
        }
    }

    @Test func `where the answer to an enqueue is lost and the job is done meanwhile, it is not done again`() async throws {
        let proxy = try TCPProxy(to: Self.port())
        defer { proxy.end() }
        try await Office.use { office in
            let store = try PostgresJobStore(connectionString: Self.target(by: proxy), schema: office.schema)
            let worker = try await office.store.join()
            let job = try JobQueue(store: store).prepare(Entry(pause: 0))
            _ = try await store.enqueue([job])
            let shares = [ClaimRequest.Share(queue: nil, fair: 10, most: 10)]
            let request = ClaimRequest(incarnation: worker, names: [Entry.name], shares: shares, limit: 10)
            let claimed = try #require(try await office.store.claim(request).jobs.first)
            _ = try await office.store.finish([FinishedAttempt(claimed.attempt, .completed(result: nil))])
            #expect(try await store.enqueue([job]) == [.inserted(job.id)])
            #expect(try await office.store.claim(request).jobs == [])
            #expect(try await office.store.job(job.id)?.state == .completed)
            #expect(try await office.store.counts().map(\.count) == [1])
            await store.close()
        }
    }

    @Test func `a claim whose answer was lost is handed back, and an end whose answer was lost is written once`() async throws {
        let proxy = try TCPProxy(to: Self.port())
        defer { proxy.end() }
        try await Office.use { office in
            let store = try PostgresJobStore(connectionString: Self.target(by: proxy), schema: office.schema)
            let queue = JobQueue(store: store)
            let journal = Journal()
            queue.handle(Entry.self) { _, context in journal.note("\(context.attempt.id)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await Worker(queue, configuration: .init(concurrency: 4)).run() }
                defer { group.cancelAll() }
                var ids: [String] = []
                for _ in 0..<30 {
                    ids.append("\(try await JobQueue(store: office.store).enqueue(Entry(pause: 0)).id)")
                    proxy.set(.loseAnswer)
                    try await Task.sleep(for: .milliseconds(Int.random(in: 0...20)))
                }
                try await eventually { try await office.store.counts().allSatisfy { $0.state == .completed && $0.count == ids.count } }
                #expect(Set(journal.lines) == Set(ids))
                #expect(proxy.lostAnswers > 5)
            }
            await store.close()
        }
    }

    @Test func `a connection that hangs without closing is given up after a while, and made anew`() async throws {
        let proxy = try TCPProxy(to: Self.port())
        defer { proxy.end() }
        try await Office.use { office in
            let target = try Self.target(by: proxy)
            let store = try PostgresJobStore(connectionString: target, schema: office.schema, limit: .milliseconds(300)) { nil }
            let queue = JobQueue(store: store)
            _ = try await queue.enqueue(Entry(pause: 0))
            proxy.set(.hang)
            await #expect { try await queue.enqueue(Entry(pause: 0)) } throws: { ($0 as? JobStoreUnavailable)?.reason == .lost }
            await #expect(throws: JobStoreUnavailable.self) { try await store.counts() }
            // What hung goes on to nobody.
            proxy.cut()
            proxy.set(.pass)
            let answer = try await queue.enqueue(Entry(pause: 0))
            #expect(answer == .inserted(answer.id))
            await store.close()
        }
    }

    @Test func `a worker whose connections are cut again and again, but which lives, keeps its job`() async throws {
        let proxy = try TCPProxy(to: Self.port())
        defer { proxy.end() }
        let target = try Self.target(by: proxy)
        try await Office.use { office in
            try await EntryProcess.work(in: office, by: target, lease: .seconds(5)) { worker in
                // Longer than two leases.
                let id = try await JobQueue(store: office.store).enqueue(Entry(pause: 12_000)).id
                try await EntryProcess.work(in: office, lease: .seconds(5)) { other in
                    _ = await worker.lines.first(containing: "begins")
                    // Until some time before its end, which may not be in the middle of a commit; and with time for a beat between two.
                    for _ in 0..<9 {
                        proxy.cut()
                        try await Task.sleep(for: .seconds(1))
                    }
                    try await office.expectDone(["\(id)"])
                    let lines = worker.all("begins") + other.all("begins")
                    #expect(lines == ["\(id)"])
                }
                #expect(try await office.store.job(id)?.crashes == 0)
            }
        }
    }
}
