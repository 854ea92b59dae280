import Afterwork
import Testing

@testable import AfterworkSQLite

@Suite struct LargeClaimTests {
    @Test func `a claim ends where its jobs would fill the worker's memory, and the worker is told that there are more`() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteJobStore(path: folder.file())
        let maker = JobMaker()
        let payload = String(repeating: "0", count: 1 << 20)
        for queue in ["first", "second"] {
            _ = try await store.enqueue((0..<24).map { _ in maker.job(queue: queue, payload: payload) })
        }
        let worker = try await store.join()
        var count = 0
        var heard = store.notices().makeAsyncIterator()
        while count < 48 {
            let jobs = try await store.claim(ClaimRequest(worker, limit: 1000)).jobs
            #expect((1...17).contains(jobs.count))
            count += jobs.count
            if count < 48 { #expect(await heard.next() == .work) }
        }
        await store.close()
    }
}
