import Afterwork
import Testing

@testable import AfterworkSQLite

@Suite struct LargeClaimTests {
    @Test func `a claim ends where its jobs would fill the worker's memory, and says so`() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteJobStore(path: folder.file())
        let maker = JobMaker()
        let payload = String(repeating: "0", count: 1 << 20)
        for queue in ["first", "second"] {
            _ = try await store.enqueue((0..<24).map { _ in maker.job(queue: queue, payload: payload) })
        }
        let worker = try await store.join()
        var sizes: [Int] = []
        while sizes.last != 0 {
            let claim = try await store.claim(ClaimRequest(worker, limit: 1000))
            sizes.append(claim.jobs.count)
            #expect(claim.isCutShort == (claim.jobs.count == 16))
        }
        #expect(sizes == [16, 16, 16, 0])
        await store.close()
    }
}
