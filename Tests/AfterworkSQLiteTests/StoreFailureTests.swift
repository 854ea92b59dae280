import Afterwork
import Foundation
import GRDB
import TestSupport
import Testing

@testable import AfterworkSQLite

@Suite(.timeLimit(.minutes(5)))
struct StoreFailureTests {
    private let folder: TemporaryFolder
    private let maker = JobMaker()

    init() throws {
        folder = try TemporaryFolder()
    }

    private func opening(_ path: String) -> JobStoreUnavailable? {
        do {
            _ = try SQLiteJobStore(path: path)
            return nil
        } catch {
            return error as? JobStoreUnavailable
        }
    }

    @Test func `a file that is no database is refused with what to do`() throws {
        try Data("This is a letter, and no database, of more than a hundred bytes in all, so that it is not taken for one. ".utf8)
            .write(to: URL(fileURLWithPath: folder.file()))
        let error = try #require(opening(folder.file()))
        #expect(error.reason == .corrupt)
        #expect(error.description.contains(folder.file()))
        #expect(error.description.contains(".recover"))
    }

    @Test func `a damaged file is a clear error, and the store goes on when a sound one is in its place`() async throws {
        let job = maker.job()
        let store = try SQLiteJobStore(path: folder.file())
        _ = try await store.enqueue([job])
        try DatabaseQueue(path: folder.file()).backup(to: DatabaseQueue(path: folder.file("backup.sqlite")))
        // From the outside, in all pages but the first, as a failing disk would.
        try damage(folder.file())
        let fresh = try DatabaseQueue(path: folder.file())
        #expect(throws: (any Error).self) { try fresh.read { try Row.fetchAll($0, sql: "SELECT * FROM afterwork_jobs") } }
        try fresh.close()
        // Moved away, as the message says, and the backup put there.
        for ending in ["", "-wal", "-shm"] {
            try FileManager.default.moveItem(atPath: folder.file() + ending, toPath: folder.file("damaged.sqlite") + ending)
        }
        await #expect { try await store.enqueue([maker.job()]) } throws: { error in
            let error = error as? JobStoreUnavailable
            return error?.reason == .lost && error?.description.contains("moved or deleted") ?? false
        }
        try FileManager.default.copyItem(atPath: folder.file("backup.sqlite"), toPath: folder.file())
        _ = try await store.enqueue([maker.job()])
        #expect(try await store.job(job.id) != nil)
        #expect(try await store.countsByState() == [.available: 2])
        #expect(try trueCounts(in: folder.file()).map(\.count) == [2])
    }

    private func damage(_ path: String) throws {
        let database = try DatabaseQueue(path: path)
        try database.writeWithoutTransaction { _ = try $0.checkpoint(.passive) }
        try database.close()
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try file.seek(toOffset: 4096)
        try file.write(contentsOf: Data(repeating: 0xa5, count: 4096 * 8))
        try file.close()
    }

    @Test func `a full disk refuses what has no room, loses nothing, and is used again when there is room`() async throws {
        let store = try SQLiteJobStore(path: folder.file())
        let kept = maker.job()
        _ = try await store.enqueue([kept])
        try await store.setPageLimit(60)
        let large = maker.job(payload: String(repeating: "x", count: 1_000_000))
        await #expect { try await store.enqueue([large]) } throws: { ($0 as? JobStoreUnavailable)?.reason == .full }
        #expect(try await store.job(large.id) == nil)
        // What fits is still stored.
        _ = try await store.enqueue([maker.job()])
        try await store.setPageLimit(1_000_000)
        #expect(try await store.enqueue([large]) == [.inserted(large.id)])
        #expect(try await store.countsByState() == [.available: 3])
    }

    @Test func `one that has no room does not take its neighbours with it`() async throws {
        let store = try SQLiteJobStore(path: folder.file())
        try await store.setPageLimit(60)
        let gate = Gate()
        defer { gate.open() }
        let journal = Journal()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await store.write { _, _ in
                    journal.note("busy")
                    gate.block()
                }
            }
            try await journal.wait(for: "busy")
            for number in 0..<8 {
                let job = maker.job(payload: String(repeating: "x", count: number == 3 ? 1_000_000 : 10))
                group.addTask {
                    do {
                        _ = try await store.enqueue([job])
                    } catch let error as JobStoreUnavailable {
                        journal.note("\(number) \(error.reason)")
                    }
                }
            }
            try await eventually { store.writer.waitingCount == 8 }
            gate.open()
            try await group.waitForAll()
        }
        #expect(journal.lines == ["busy", "3 full"])
        #expect(try await store.countsByState() == [.available: 7])
    }

    @Test func `a database that somebody else holds is waited for`() async throws {
        let store = try SQLiteJobStore(path: folder.file())
        let other = try DatabaseQueue(path: folder.file())
        let gate = Gate()
        defer { gate.open() }
        let journal = Journal()
        let job = maker.job()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await other.write { _ in
                    journal.note("held")
                    gate.block(forMilliseconds: 100)
                }
                journal.note("free")
            }
            try await journal.wait(for: "held")
            group.addTask {
                _ = try await store.enqueue([job])
                journal.note("stored")
            }
            try await group.waitForAll()
        }
        #expect(journal.lines.contains("stored"))
    }

    @Test func `each failure of SQLite's has its reason`() {
        let reasons: [(ResultCode, JobStoreUnavailable.Reason)] = [
            (.SQLITE_FULL, .full), (.SQLITE_IOERR_SHMSIZE, .full), (.SQLITE_BUSY, .busy), (.SQLITE_BUSY_SNAPSHOT, .busy),
            (.SQLITE_LOCKED, .busy), (.SQLITE_READONLY, .readOnly), (.SQLITE_READONLY_DIRECTORY, .readOnly), (.SQLITE_CANTOPEN, .readOnly),
            (.SQLITE_READONLY_DBMOVED, .lost), (.SQLITE_CORRUPT, .corrupt), (.SQLITE_CORRUPT_INDEX, .corrupt), (.SQLITE_NOTADB, .corrupt),
            (.SQLITE_IOERR_FSYNC, .lost), (.SQLITE_IOERR_WRITE, .lost), (.SQLITE_ERROR, .lost),
        ]
        for (code, reason) in reasons {
            let error = JobStoreUnavailable(DatabaseError(resultCode: code), in: "\"jobs.sqlite\"")
            #expect(error.reason == reason, "\(code)")
            #expect(error.description.contains("jobs.sqlite"))
            #expect(error.description.contains("\(code.rawValue)"))
        }
    }

    @Test func `a folder that cannot be made is named`() throws {
        try Data().write(to: URL(fileURLWithPath: folder.file("file")))
        let error = try #require(opening(folder.file("file/jobs.sqlite")))
        #expect(error.description.contains("file"))
    }

    @Test func `network file systems are told from disks`() {
        let mounts = """
            21 1 254:0 / / rw,relatime - ext4 /dev/vda rw
            22 21 0:20 / /proc rw - proc proc rw
            30 21 0:41 / /srv/my\\040files rw shared:7 - nfs4 server:/export rw,vers=4.2
            31 21 0:42 / /srv/windows rw - cifs //server/share rw
            32 21 0:43 / /home/me/far rw - fuse.sshfs me@far: rw
            33 21 0:44 / /media/stick rw - fuseblk /dev/sdb1 rw
            34 30 254:1 / /srv/my\\040files/local rw - xfs /dev/vdb rw
            """
        let kinds = [
            "/": nil, "/var/lib": nil, "/srv/my files": "nfs4", "/srv/my files/a/b": "nfs4", "/srv/my files/local/a": nil,
            "/srv/windows": "cifs", "/srv/windows2": nil, "/home/me/far/x": "fuse.sshfs", "/media/stick": nil,
        ]
        for (path, kind) in kinds { #expect(NetworkFileSystem.kind(of: path, mounts: mounts) == kind, "\(path)") }
    }
}

extension SQLiteJobStore {
    /// Lets the database grow up to so many pages: the disk of a test.
    fileprivate func setPageLimit(_ count: Int) async throws {
        // Inside a transaction it is allowed, and it is the writer's own connection.
        try await write { tables, _ in
            _ = try tables.query("PRAGMA max_page_count = \(count)").first { $0.count(0) }
        }
    }
}
