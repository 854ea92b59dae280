import Afterwork
import Foundation
import Testing

@testable import AfterworkSQLite

/// Two stores on one file are to one another what two processes are.
@Suite(.timeLimit(.minutes(5)))
struct WakeUpTests {
    private let folder: TemporaryFolder
    private let web: SQLiteJobStore
    private let worker: SQLiteJobStore
    private let maker = JobMaker()

    init() throws {
        folder = try TemporaryFolder()
        web = try SQLiteJobStore(path: folder.file())
        worker = try SQLiteJobStore(path: folder.file())
    }

    @Test func `a worker hears what another process enqueues`() async throws {
        var notices = worker.notices().makeAsyncIterator()
        let incarnation = try await worker.join()
        let job = maker.job()
        _ = try await web.enqueue([job])
        #expect(await notices.next() == .work)
        #expect(try await worker.claim(ClaimRequest(incarnation)).jobs.map(\.attempt.id) == [job.id])
    }

    @Test func `a worker hears what another process wants stopped or served differently`() async throws {
        let incarnation = try await worker.join()
        let job = maker.job()
        _ = try await worker.enqueue([job])
        _ = try await worker.claim(ClaimRequest(incarnation))
        var notices = worker.notices().makeAsyncIterator()
        #expect(try await web.cancel([job.id]) == [job.id: .running])
        #expect(await notices.next() == .orders)
        #expect(try await worker.beat(incarnation) == WorkerOrders(isKnown: true, cancelled: [job.id]))
        try await web.set(.limit(1), of: "default")
        let both = [await notices.next(), await notices.next()]
        #expect(Set(both) == [.work, .orders])
    }

    @Test func `a worker hears what an application's transaction enqueues`() async throws {
        _ = try await worker.join()
        var notices = worker.notices().makeAsyncIterator()
        let job = maker.job()
        // The web's own connection stands for an application's here.
        try await web.write { tables, _ in _ = try tables.enqueue(job, at: .now) }
        #expect(await notices.next() == .work)
    }

    @Test func `a pipe that nobody waits at and one that is full hold nobody up`() async throws {
        let dead = try await worker.join()
        worker.workers.abandon(dead)
        for _ in 0..<3 { _ = try await web.enqueue([maker.job()]) }
        #expect(try await web.countsByState() == [.available: 3])
    }

    @Test func `workers that join later are found, and those that left are forgotten`() async throws {
        let neighbours = Neighbours(folder: folder.file("jobs.sqlite-workers"))
        #expect(neighbours.pipes == [])
        let first = try await worker.join()
        #expect(neighbours.pipes == ["\(first).wake"])
        let second = try await worker.join()
        #expect(Set(neighbours.pipes) == ["\(first).wake", "\(second).wake"])
        try await worker.leave(first)
        #expect(neighbours.pipes == ["\(second).wake"])
    }
}
