import Afterwork
import TestSupport
import Testing

@testable import AfterworkSQLite

@Suite(.timeLimit(.minutes(5)))
struct GroupCommitTests {
    private let folder: TemporaryFolder
    private let store: SQLiteJobStore
    private let maker = JobMaker()

    init() throws {
        folder = try TemporaryFolder()
        // However slow the machine is, what waits goes into one commit.
        let database = try StoreDatabase(file: StoreFile(path: folder.file()))
        store = try SQLiteJobStore(database, mode: .thread(longest: .seconds(600))) { .now }
    }

    /// Has the writer wait at an operation while others gather behind it.
    private func whileTheWriterIsBusy(
        _ gather: @escaping @Sendable (inout ThrowingTaskGroup<Void, any Error>) -> Int
    ) async throws -> Int {
        let before = store.writer.commitCount
        let gate = Gate()
        defer { gate.open() }
        let journal = Journal()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [store] in
                try await store.write { _, _ in
                    journal.note("busy")
                    gate.block()
                }
            }
            try await journal.wait(for: "busy")
            let count = gather(&group)
            try await eventually { store.writer.waitingCount == count }
            gate.open()
            try await group.waitForAll()
        }
        // Without the one that was held up.
        return store.writer.commitCount - before - 1
    }

    @Test func `enqueues of 256 callers share one commit`() async throws {
        let commits = try await whileTheWriterIsBusy { [store, maker] group in
            for _ in 0..<256 { group.addTask { _ = try await store.enqueue([maker.job()]) } }
            return 256
        }
        #expect(commits == 1)
        #expect(try await store.countsByState() == [.available: 256])
    }

    @Test func `the claim of an idle worker shares the commit of what it has waited for`() async throws {
        let database = try StoreDatabase(file: StoreFile(path: folder.file("idle.sqlite")))
        let store = try SQLiteJobStore(database, mode: .thread(claimPatience: .seconds(600))) { .now }
        let worker = try await store.join()
        #expect(try await store.claim(ClaimRequest(worker)).jobs == [])
        let before = store.writer.commitCount
        let job = maker.job()
        let notices = store.notices()
        async let enqueued = store.enqueue([job])
        // It claims as soon as it hears of it, which is before the commit.
        for await notice in notices where notice == .work { break }
        #expect(try await store.claim(ClaimRequest(worker)).jobs.map(\.attempt.id) == [job.id])
        #expect(try await enqueued == [.inserted(job.id)])
        #expect(store.writer.commitCount == before + 1)
        // After it has left, nobody waits for it.
        try await store.leave(worker)
        #expect(try await store.enqueue([maker.job()]).count == 1)
        await store.close()
    }

    @Test func `finishing and claiming share one commit`() async throws {
        let worker = try await store.join()
        _ = try await store.enqueue([maker.job(), maker.job()])
        let first = try await store.claim(ClaimRequest(worker, limit: 1)).jobs
        let commits = try await whileTheWriterIsBusy { [store] group in
            group.addTask {
                let written = try await store.finish(first.map { FinishedAttempt($0.attempt, .completed(result: nil)) })
                #expect(written == [true])
            }
            group.addTask {
                let claim = try await store.claim(ClaimRequest(worker))
                #expect(claim.jobs.count == 1)
            }
            return 2
        }
        #expect(commits == 1)
    }

    @Test func `an operation that fails does so alone`() async throws {
        struct Fault: Error {}
        let journal = Journal()
        let commits = try await whileTheWriterIsBusy { [store, maker] group in
            for number in 0..<10 {
                group.addTask {
                    guard number == 5 else {
                        _ = try await store.enqueue([maker.job()])
                        return
                    }
                    do {
                        try await store.write { tables, now in
                            _ = try tables.enqueue(maker.job(), at: now)
                            throw Fault()
                        }
                    } catch let error as JobStoreUnavailable {
                        journal.note("\(error.reason)")
                    }
                }
            }
            return 10
        }
        // Those that were in the transaction with it have one each, the others share one.
        #expect((1...9).contains(commits))
        #expect(journal.lines == ["lost"])
        #expect(try await store.countsByState() == [.available: 9])
    }

    @Test func `what was committed stays when its caller was cancelled`() async throws {
        let job = maker.job()
        let gate = Gate()
        defer { gate.open() }
        let journal = Journal()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [store] in
                try await store.write { _, _ in
                    journal.note("busy")
                    gate.block()
                }
            }
            try await journal.wait(for: "busy")
            group.addTask { [store] in
                let enqueued = try await store.enqueue([job])
                #expect(enqueued == [.inserted(job.id)])
                #expect(Task.isCancelled)
            }
            try await eventually { store.writer.waitingCount == 1 }
            group.cancelAll()
            gate.open()
            try await group.waitForAll()
        }
        #expect(try await store.job(job.id)?.state == .available)
    }

    @Test func `closing does what waits, and refuses what comes later`() async throws {
        let job = maker.job()
        let commits = try await whileTheWriterIsBusy { [store] group in
            group.addTask { _ = try await store.enqueue([job]) }
            return 1
        }
        #expect(commits == 1)
        await store.close()
        await store.close()
        await #expect { try await store.enqueue([maker.job()]) } throws: { ($0 as? JobStoreUnavailable)?.reason == .closed }
        await #expect { try await store.counts() } throws: { ($0 as? JobStoreUnavailable)?.reason == .closed }
        let again = try SQLiteJobStore(path: folder.file())
        #expect(try await again.job(job.id) != nil)
    }
}
