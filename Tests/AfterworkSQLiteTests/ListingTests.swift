import Afterwork
import GRDB
import Testing

@testable import AfterworkSQLite

@Suite struct ListingTests {
    /// Thousands of jobs, most of them completed and of one kind, so that some pages are read along the ids and some by state and kind.
    private func manyJobs() async throws -> (SQLiteJobStore, [JobRecord]) {
        let store = try SQLiteJobStore(database: DatabaseQueue())
        let maker = JobMaker()
        let worker = try await store.join()
        func enqueue(_ count: Int, _ name: String, _ queue: String) async throws {
            _ = try await store.enqueue((0..<count).map { _ in maker.job(name, queue: queue) })
        }
        func end(_ count: Int, _ outcome: JobOutcome) async throws {
            let request = ClaimRequest(worker, names: ["send", "print"], limit: count)
            _ = try await store.finish(try await store.claim(request).jobs.map { FinishedAttempt($0.attempt, outcome) })
        }
        try await enqueue(20, "print", "rare")
        try await end(5, .undecodable(error: "e"))
        try await end(5, .failed(error: "e", retryAfter: .seconds(60)))
        try await enqueue(4000, "send", "common")
        try await end(3900, .completed(result: nil))
        try await enqueue(30, "send", "common")
        let all = try await store.jobs(JobFilter(), before: nil, limit: 100_000)
        #expect(all.count == 4050)
        return (store, all)
    }

    @Test func `a page holds the newest jobs that match, whichever way they are found`() async throws {
        let (store, all) = try await manyJobs()
        #expect(all.map(\.id) == all.map(\.id).sorted(by: >))
        let filters = [
            JobFilter(), JobFilter(states: [.completed]), JobFilter(states: [.quarantined]), JobFilter(states: [.retryable, .quarantined]),
            JobFilter(states: [.available, .completed]), JobFilter(queues: ["rare"]), JobFilter(names: ["send"]),
            JobFilter(states: [.completed], names: ["print"]), JobFilter(states: [.available], queues: ["common"]),
            JobFilter(states: [.available], queues: ["rare"], names: ["send"]), JobFilter(states: []), JobFilter(queues: ["none"]),
        ]
        for filter in filters {
            for before in [nil, all[10].id, all[2000].id, all[4040].id] {
                for limit in [1, 50, 10_000] {
                    let expected = all.filter { job in filter.matches(job) && before.map { job.id < $0 } ?? true }
                    let page = try await store.jobs(filter, before: before, limit: limit)
                    #expect(page == Array(expected.prefix(limit)), "\(filter) \(String(describing: before)) \(limit)")
                }
            }
        }
    }

    @Test func `pages one after another show each job once`() async throws {
        let (store, all) = try await manyJobs()
        var found: [JobRecord] = []
        while true {
            let page = try await store.jobs(JobFilter(names: ["send", "print"]), before: found.last?.id, limit: 999)
            if page.isEmpty { break }
            found += page
        }
        #expect(found == all)
    }
}
