#if os(Linux)
import Afterwork
import TestSupport
import Testing

@testable import AfterworkSQLite

/// With real disks.
@Suite(.timeLimit(.minutes(5)))
struct DiskTests {
    private let disk: SmallDisk
    private let maker = JobMaker()

    init() throws {
        disk = try SmallDisk()
    }

    @Test func `a full disk refuses, keeps all that was acknowledged, and is used again when there is room`() async throws {
        let store = try SQLiteJobStore(path: disk.path + "/jobs.sqlite")
        let worker = try await store.join()
        var acknowledged: [JobID] = []
        var refusal: JobStoreUnavailable?
        while refusal == nil {
            let job = maker.job(payload: String(repeating: "x", count: 50_000))
            do {
                acknowledged += try await store.enqueue([job]).map(\.id)
            } catch let error as JobStoreUnavailable {
                refusal = error
            }
        }
        #expect(refusal?.reason == .full)
        #expect(try await store.countsByState() == [.available: acknowledged.count])
        try disk.remount("size=64m")
        _ = try await store.enqueue([maker.job(payload: String(repeating: "x", count: 50_000))])
        #expect(try await store.work(as: worker, limit: 10_000).count == acknowledged.count + 1)
        await store.close()
        let again = try SQLiteJobStore(path: disk.path + "/jobs.sqlite")
        #expect(try await again.countsByState() == [.completed: acknowledged.count + 1])
    }

    @Test func `a worker cannot join on a full disk, and can when there is room`() async throws {
        let store = try SQLiteJobStore(path: disk.path + "/jobs.sqlite")
        try disk.fill()
        await #expect { try await store.join() } throws: { ($0 as? JobStoreUnavailable)?.reason == .full }
        try disk.remount("size=64m")
        _ = try await store.join()
    }

    @Test func `a store cannot be made on a full disk`() throws {
        try disk.fill()
        #expect { try SQLiteJobStore(path: disk.path + "/jobs.sqlite") } throws: { ($0 as? JobStoreUnavailable)?.reason == .full }
    }

    @Test func `a disk that is read-only is refused, and used when it no longer is`() async throws {
        do {
            let store = try SQLiteJobStore(path: disk.path + "/jobs.sqlite")
            _ = try await store.enqueue([maker.job()])
            await store.close()
        }
        try disk.remount("ro")
        for path in ["/jobs.sqlite", "/other.sqlite", "/folder/jobs.sqlite"] {
            #expect { try SQLiteJobStore(path: disk.path + path) } throws: { error in
                (error as? JobStoreUnavailable)?.reason == .readOnly
            }
        }
        try disk.remount("rw")
        let store = try SQLiteJobStore(path: disk.path + "/jobs.sqlite")
        #expect(try await store.countsByState() == [.available: 1])
    }

    @Test func `a file that is made read-only is refused, and used when it no longer is`() async throws {
        let path = disk.path + "/jobs.sqlite"
        let job = maker.job()
        do {
            let store = try SQLiteJobStore(path: path)
            _ = try await store.enqueue([job])
            await store.close()
        }
        try disk.protect("jobs.sqlite")
        #expect { try SQLiteJobStore(path: path) } throws: { error in
            let error = error as? JobStoreUnavailable
            return error?.reason == .readOnly && error?.description.contains(path) ?? false
        }
        try disk.unprotect("jobs.sqlite")
        let store = try SQLiteJobStore(path: path)
        _ = try await store.enqueue([maker.job()])
        #expect(try await store.countsByState() == [.available: 2])
    }
}
#endif
