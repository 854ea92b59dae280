import Afterwork
import Foundation
import Testing

@testable import AfterworkSQLite

/// With real disks, which takes a user who may mount some.
@Suite(.enabled(if: SmallDisk.isPossible), .timeLimit(.minutes(5)))
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
}

/// A disk in memory with four megabytes, mounted as long as the value is there.
final class SmallDisk: Sendable {
    private let folder: TemporaryFolder

    var path: String { folder.path }

    static let isPossible: Bool = {
        #if os(Linux)
        guard geteuid() == 0 else { return false }
        // Inside many containers even root may not.
        return (try? SmallDisk()) != nil
        #else
        return false
        #endif
    }()

    init() throws {
        folder = try TemporaryFolder()
        try Self.run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder.path)
    }

    deinit {
        // Lazily: what a failed test left open there must not keep it.
        try? Self.run("umount", "-l", folder.path)
    }

    func remount(_ options: String) throws {
        try Self.run("mount", "-o", "remount,\(options)", folder.path)
    }

    /// Leaves no room.
    func fill() throws {
        let file = open(folder.path + "/filler", O_WRONLY | O_CREAT, 0o600)
        defer { close(file) }
        for size in [65_536, 4096, 1] {
            let bytes = [UInt8](repeating: 0, count: size)
            while write(file, bytes, size) == size {}
        }
    }

    private static func run(_ command: String, _ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [command] + arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.featureUnsupported) }
    }
}
