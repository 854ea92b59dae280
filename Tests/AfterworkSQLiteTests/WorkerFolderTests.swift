import Afterwork
import Foundation
import TestSupport
import Testing

@testable import AfterworkSQLite

@Suite(.timeLimit(.minutes(5)))
struct WorkerFolderTests {
    private let folder: TemporaryFolder
    private let store: SQLiteJobStore
    private let maker = JobMaker()

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteJobStore(path: folder.file())
    }

    private var files: [String] { folder.names(in: "jobs.sqlite-workers") }

    @Test func `a worker's files are there from joining to leaving`() async throws {
        let worker = try await store.join()
        #expect(files == ["\(worker)", "\(worker).wake"])
        try await store.leave(worker)
        #expect(files == [])
        #expect(try await store.presences() == [])
    }

    @Test func `whoever lives is alive to every store, in the same process too`() async throws {
        let other = try SQLiteJobStore(path: folder.file())
        let workers = [try await store.join(), try await other.join()].sorted { $0.id < $1.id }
        for _ in 0..<3 {
            #expect(try await store.presences() == workers.map { Presence($0, .alive) })
            #expect(try await other.presences() == workers.map { Presence($0, .alive) })
        }
    }

    @Test func `a worker whose lock is gone is dead, and rescuing it removes its files`() async throws {
        let (dead, alive) = (try await store.join(), try await store.join())
        let jobs = [maker.job(), maker.job()]
        _ = try await store.enqueue(jobs)
        let attempts = try await store.claim(ClaimRequest(dead)).jobs.map(\.attempt)
        try await store.start([attempts[1]], by: dead)
        store.workers.abandon(dead)
        let other = try SQLiteJobStore(path: folder.file())
        #expect(try await Set(other.presences()) == [Presence(dead, .dead), Presence(alive, .alive)])
        // Only the one that had started counts a crash.
        let rescued = try await other.rescue([Presence(dead, .dead)])
        #expect(rescued.map(\.id) == jobs.map(\.id))
        #expect(rescued.map(\.crashes) == [0, 1])
        #expect(try await other.presences() == [Presence(alive, .alive)])
        #expect(files == ["\(alive)", "\(alive).wake"])
    }

    @Test func `what ended before the crash does not count`() async throws {
        let dead = try await store.join()
        _ = try await store.enqueue([maker.job()])
        let first = try #require(try await store.claim(ClaimRequest(dead)).jobs.first?.attempt)
        try await store.start([first], by: dead)
        #expect(try await store.finish([FinishedAttempt(first, .released)]) == [true])
        let second = try #require(try await store.claim(ClaimRequest(dead)).jobs.first?.attempt)
        store.workers.abandon(dead)
        let rescued = try await store.rescue([Presence(dead, .dead)])
        #expect(rescued.map(\.crashes) == [0])
        #expect(second.fence == first.fence + 1)
    }

    @Test func `a worker without a file is dead, and its jobs had not started`() async throws {
        let dead = try await store.join()
        _ = try await store.enqueue([maker.job()])
        let attempts = try await store.claim(ClaimRequest(dead)).jobs.map(\.attempt)
        try await store.start(attempts, by: dead)
        store.workers.abandon(dead)
        try FileManager.default.removeItem(atPath: folder.file("jobs.sqlite-workers/\(dead)"))
        #expect(try await store.presences() == [Presence(dead, .dead)])
        #expect(try await store.rescue([Presence(dead, .dead)]).map(\.crashes) == [0])
    }

    @Test func `a worker that cannot take leave shows all the same that it is gone`() async throws {
        let worker = try await store.join()
        try FileManager.default.moveItem(atPath: folder.file(), toPath: folder.file("away.sqlite"))
        await #expect(throws: JobStoreUnavailable.self) { try await store.leave(worker) }
        try await eventually { files == [] }
        try FileManager.default.moveItem(atPath: folder.file("away.sqlite"), toPath: folder.file())
        #expect(try await store.presences() == [Presence(worker, .dead)])
    }

    @Test func `whoever left with jobs in hand is dead to the others`() async throws {
        let gone = try await store.join()
        _ = try await store.enqueue([maker.job()])
        _ = try await store.claim(ClaimRequest(gone))
        try await store.leave(gone)
        #expect(try await store.presences() == [Presence(gone, .dead)])
        #expect(try await store.rescue([Presence(gone, .dead)]).count == 1)
    }

    @Test func `a live worker that is taken for dead is told so and gets nothing more`() async throws {
        let worker = try await store.join()
        _ = try await store.enqueue([maker.job()])
        _ = try await store.claim(ClaimRequest(worker))
        #expect(try await store.rescue([Presence(worker, .dead)]).count == 1)
        #expect(try await store.beat(worker) == WorkerOrders(isKnown: false, cancelled: []))
        #expect(try await store.claim(ClaimRequest(worker)).jobs == [])
        #expect(files == [])
    }

    @Test func `files of those who died while they joined are swept away`() async throws {
        let worker = try await store.join()
        let stray = Incarnation(maker.job().id)
        for ending in ["", ".wake"] {
            try Data().write(to: URL(fileURLWithPath: folder.file("jobs.sqlite-workers/\(stray)\(ending)")))
        }
        try Data().write(to: URL(fileURLWithPath: folder.file("jobs.sqlite-workers/notes.txt")))
        #expect(try await store.presences() == [Presence(worker, .alive)])
        #expect(files == ["\(worker)", "\(worker).wake", "notes.txt"].sorted())
    }

    @Test func `thousands of attempts that have started are all known`() async throws {
        let dead = try await store.join()
        _ = try await store.enqueue((0..<3000).map { _ in maker.job() })
        let attempts = try await store.claim(ClaimRequest(dead, limit: 3000)).jobs.map(\.attempt)
        for attempt in attempts { try await store.start([attempt], by: dead) }
        _ = try await store.finish(attempts.prefix(1000).map { FinishedAttempt($0, .completed(result: nil)) })
        // Places that became free are taken again.
        _ = try await store.enqueue((0..<500).map { _ in maker.job() })
        let more = try await store.claim(ClaimRequest(dead, limit: 500)).jobs.map(\.attempt)
        try await store.start(more, by: dead)
        store.workers.abandon(dead)
        let rescued = try await store.rescue([Presence(dead, .dead)])
        #expect(rescued.count == 2500)
        #expect(rescued.allSatisfy { $0.crashes == 1 })
    }

    @Test func `closing a store lets go of its workers and their folder`() async throws {
        _ = try await store.join()
        _ = try await store.join()
        await store.close()
        #expect(folder.names(in: "") == ["jobs.sqlite"])
    }

    @Test func `a store that is let go of closes itself`() async throws {
        do {
            let store = try SQLiteJobStore(path: folder.file("other.sqlite"))
            _ = try await store.join()
        }
        try await eventually { !folder.names(in: "").contains { $0.hasPrefix("other.sqlite-") } }
    }
}
