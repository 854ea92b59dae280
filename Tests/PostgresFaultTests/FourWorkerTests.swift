import Afterwork
import Foundation
import Synchronization
import TestSupport
import Testing

/// What people say reaches every process.
@Suite(.timeLimit(.minutes(5)))
struct FourWorkerTests {
    /// Has four processes work.
    private func use(_ body: @Sendable (Office, [EntryProcess]) async throws -> Void) async throws {
        try await Office.use { office in
            try await EntryProcess.work(in: office) { first in
                try await EntryProcess.work(in: office) { second in
                    try await EntryProcess.work(in: office) { third in
                        try await EntryProcess.work(in: office) { fourth in try await body(office, [first, second, third, fourth]) }
                    }
                }
            }
        }
    }

    @Test func `a queue's limit holds across processes, and all of them take part`() async throws {
        try await use { office, workers in
            let queue = JobQueue(store: office.store)
            try await queue.limit("default", to: 3)
            let ids = try await queue.enqueue(all: (0..<120).map { _ in Entry(pause: 20) }).map { "\($0.id)" }
            var most = 0
            try await eventually {
                let running = try await office.store.counts().filter { $0.state == .running }.map(\.count).reduce(0, +)
                most = max(most, running)
                return try await office.store.counts().allSatisfy { $0.state.isFinal }
            }
            #expect(most == 3)
            #expect(workers.allSatisfy { !$0.all("has done").isEmpty })
            try await office.expectDone(ids)
        }
    }

    @Test func `an operator sees where each worker is`() async throws {
        try await use { office, workers in
            _ = try await JobQueue(store: office.store).enqueue(all: (0..<120).map { _ in Entry(pause: 20) })
            for worker in workers { _ = await worker.lines.first(containing: "has done") }
            let rows = try await office.store.transaction { [schema = office.schema] transaction in
                try transaction.execute("SELECT DISTINCT host, pid FROM \(schema).worker JOIN \(schema).effect ON process = pid").rows
            }
            #expect(rows.map { $0["host"] } == Array(repeating: ProcessInfo.processInfo.hostName, count: 4))
        }
    }

    @Test func `a queue that is paused is paused in every process, and goes on when it is resumed`() async throws {
        try await use { office, workers in
            let queue = JobQueue(store: office.store)
            try await queue.pause("default")
            let ids = try await queue.enqueue(all: (0..<40).map { _ in Entry(pause: 20) }).map { "\($0.id)" }
            // Each looks by itself in this time, whatever it is told.
            try await Task.sleep(for: .seconds(2))
            #expect(workers.flatMap { $0.all("begins") } == [])
            try await queue.resume("default")
            try await office.expectDone(ids)
            #expect(workers.allSatisfy { !$0.all("has done").isEmpty })
        }
    }

    @Test func `a job that runs in any of several processes is cancelled from another`() async throws {
        try await use { office, workers in
            let queue = JobQueue(store: office.store)
            let ids = try await queue.enqueue(all: (0..<24).map { _ in Entry(pause: 3_600_000) }).map(\.id)
            try await eventually { workers.flatMap { $0.all("begins") }.count == ids.count }
            _ = try await office.store.cancel(ids)
            try await eventually { try await office.store.counts().allSatisfy { $0.state == .cancelled && $0.count == ids.count } }
            // What they write comes by way of pipes.
            try await eventually { Set(workers.flatMap { $0.all("is stopped") }) == Set(ids.map { "\($0)" }) }
            #expect(try await office.work().jobs == [])
        }
    }
}
