import Afterwork
import AfterworkSQLite
import AfterworkWeb
import GRDB
import Hummingbird
import TestSupport
import Testing

/// Promise 19: A full disk, a lost database, a corrupt file: a clear error, a 503 where a client waits, recovery without a restart,
/// nothing lost.
///
/// Disks that are full or read-only for real, which takes a user who may mount some, are in `DiskTests`.
@Suite(.timeLimit(.minutes(5)))
struct TroubleTests {
    enum Trouble: CaseIterable {
        case fullDisk
        case lostDatabase
        case corruptFile

        /// What is logged about it.
        var sentence: String {
            switch self {
            case .fullDisk: "The job store has no room: the disk of "
            case .lostDatabase: "is gone: the file was moved or deleted while it was open"
            case .corruptFile: "The job store is damaged: "
            }
        }
    }

    @API
    struct Errands: RouteProvider {
        @Post("/errands")
        func send(name: String, size: Int = 0, background: BackgroundTasks) -> Response {
            .accepted(background.enqueue(Errand(name: name + String(repeating: "x", count: size))))
        }
    }

    /// A store on a file that gets into trouble, and out of it.
    private struct TroubledStore {
        let trouble: Trouble
        let folder: TemporaryFolder
        let store: SQLiteJobStore
        private let database: DatabasePool?

        init(_ trouble: Trouble, in folder: TemporaryFolder) throws {
            self.trouble = trouble
            self.folder = folder
            database = trouble == .fullDisk ? try DatabasePool(path: folder.file()) : nil
            store = try database.map { try SQLiteJobStore(database: $0) } ?? SQLiteJobStore(path: folder.file())
        }

        func begin() async throws {
            switch trouble {
            case .fullDisk: try await setPageLimit(nil)
            case .lostDatabase: try folder.moveDatabase("jobs.sqlite", to: "elsewhere.sqlite")
            case .corruptFile:
                try folder.moveDatabase("jobs.sqlite", to: "elsewhere.sqlite")
                try folder.write(String(repeating: "This is a letter, and no database. ", count: 200), to: "jobs.sqlite")
            }
        }

        func end() async throws {
            switch trouble {
            case .fullDisk: try await setPageLimit(1_000_000)
            case .lostDatabase: try folder.moveDatabase("elsewhere.sqlite", to: "jobs.sqlite")
            case .corruptFile: try folder.moveDatabase("elsewhere.sqlite", to: "jobs.sqlite")
            }
        }

        /// Lets the database grow up to so many pages, or no more at all, on the connection that writes: the disk of this test.
        private func setPageLimit(_ limit: Int?) async throws {
            try await database?.writeWithoutTransaction { db in
                let pages = try limit ?? Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
                try db.execute(sql: "PRAGMA max_page_count = \(pages)")
            }
        }
    }

    @Test(arguments: Trouble.allCases)
    func
        `A full disk, a lost database, a corrupt file: a clear error, a 503 where a client waits, recovery without a restart, nothing lost.`(
            trouble: Trouble
        ) async throws
    {
        let journal = Journal()
        let gate = Gate()
        try await TemporaryFolder.use { folder in
            let troubled = try TroubledStore(trouble, in: folder)
            try await LiveServer.run(Errands(), store: troubled.store) { queue in
                queue.handle(Errand.self) { errand, _ in
                    journal.note(String(errand.name.prefix { $0 != "x" }))
                    try await gate.wait()
                }
            } _: { server async throws in
                let before = try #require(try await server.post("/errands?name=before").jobID)
                try await journal.wait(for: "before")
                try await troubled.begin()
                let refused = try await server.post("/errands?name=refused&size=100000")
                #expect((refused.status, refused.headers["retry-after"]) == (503, "1"))
                let entry = server.logs.entries.first { "\($0.message)".contains("its jobs could not be stored") }
                let error = entry?.metadata["error"].map { "\($0)" } ?? "nothing was logged"
                #expect(error.contains(trouble.sentence) && error.contains(folder.file()), "\(error)")
                // A job ends meanwhile, and its worker has to keep that in mind.
                gate.open()
                try await troubled.end()
                let after = try #require(try await server.post("/errands?name=after&size=100000").jobID)
                for id in [before, after] { #expect(try await server.queue.end(of: id)?.state == .completed) }
                #expect(try await server.queue.counts().map(\.count) == [2])
                #expect(journal.lines == ["before", "after"])
            }
            await troubled.store.close()
            // And it is all in the file.
            let again = try SQLiteJobStore(path: folder.file())
            #expect(try await again.states == [.completed: 2])
            await again.close()
        }
    }
}
