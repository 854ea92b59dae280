import Afterwork
import Foundation
import Logging
import TestSupport
import Testing

@testable import AfterworkSQLite

/// A worker whose store goes away under it.
@Suite(.timeLimit(.minutes(5))) struct WorkerWithoutStoreTests {
    struct Errand: Job {
        var name: String
    }

    @Test func `it ends when it is cancelled, and what it held is found and done by the next one`() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteJobStore(path: folder.file())
        let queue = JobQueue(store: store, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let (gate, journal) = (Gate(), Journal())
        defer { gate.open() }
        queue.handle(Errand.self) { errand, _ in
            journal.note(errand.name)
            try await gate.wait()
        }
        let id = try await queue.enqueue(Errand(name: "bread")).id
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await Worker(queue).run() }
            try await journal.wait(for: "bread")
            try FileManager.default.moveItem(atPath: folder.file(), toPath: folder.file("away.sqlite"))
            group.cancelAll()
            // Without the store it can neither write down nor take leave.
            try await group.waitForAll()
        }
        try FileManager.default.moveItem(atPath: folder.file("away.sqlite"), toPath: folder.file())
        gate.open()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await Worker(queue).run() }
            defer { group.cancelAll() }
            try await eventually { try await queue.status(of: id)?.state == .completed }
        }
        #expect(journal.lines == ["bread", "bread"])
    }
}
