import Afterwork
import Testing

@testable import AfterworkSQLite

@Suite(.timeLimit(.minutes(1)))
struct ClaimedRowsTests {
    private let folder: TemporaryFolder
    private let store: SQLiteJobStore
    private let maker = JobMaker()

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteJobStore(path: folder.file())
    }

    @Test func `a job is finished at the place where it was claimed`() async throws {
        let worker = try await store.join()
        _ = try await store.enqueue([maker.job(), maker.job()])
        try await store.work(as: worker)
        #expect(try await store.countsByState() == [.completed: 2])
        #expect(try await Set(store.counts()) == trueCounts(in: folder.file()))
    }

    @Test func `a place that another job has taken is not taken for the first one's`() async throws {
        let worker = try await store.join()
        let (first, second) = (maker.job(), maker.job())
        _ = try await store.enqueue([first])
        let attempt = try #require(try await store.claim(ClaimRequest(worker)).jobs.first).attempt
        _ = try await store.write { tables, _ in try tables.execute("DELETE FROM afterwork_job") }
        _ = try await store.enqueue([second])
        _ = try await store.claim(ClaimRequest(worker))
        #expect(try await store.finish([FinishedAttempt(attempt, .completed(result: nil))]) == [false])
        #expect(try await store.job(second.id)?.state == .running)
    }

    @Test func `a job that was claimed by another store is found all the same`() async throws {
        let worker = try await store.join()
        _ = try await store.enqueue([maker.job()])
        let attempt = try #require(try await store.claim(ClaimRequest(worker)).jobs.first).attempt
        let other = try SQLiteJobStore(path: folder.file())
        #expect(try await other.finish([FinishedAttempt(attempt, .completed(result: nil))]) == [true])
        #expect(try await store.finish([FinishedAttempt(attempt, .completed(result: nil))]) == [false])
    }

    @Test func `a job that is to stop ends as such although its place is known`() async throws {
        let worker = try await store.join()
        let job = maker.job()
        _ = try await store.enqueue([job])
        let attempt = try #require(try await store.claim(ClaimRequest(worker)).jobs.first).attempt
        _ = try await store.cancel([job.id])
        #expect(try await store.finish([FinishedAttempt(attempt, .stopped)]) == [true])
        #expect(try await store.job(job.id)?.state == .cancelled)
    }

    @Test func `remembers so many places and not more`() {
        let rows = ClaimedRows()
        let ids = (0..<20_000).map { JobID(high: 1, low: $0) }
        for (seq, id) in ids.enumerated() { rows.note(id, seq: Int64(seq), kind: 1) }
        #expect(ids.first.flatMap(rows.take)?.seq == nil)
        #expect(ids.last.flatMap(rows.take)?.seq == 19_999)
        #expect(ids.last.flatMap(rows.take)?.seq == nil)
    }
}
