import Logging
import ServiceLifecycle
import TestSupport
import Testing

@testable import Afterwork

/// What happens to a server while jobs are stored and done.
@Suite(.timeLimit(.minutes(5)))
struct ServerFaultTests {
    enum End: CaseIterable {
        case killed
        case restarted
    }

    @Test(arguments: End.allCases)
    func `a server that ends and comes back under load loses nothing, and nothing is done twice`(end: End) async throws {
        try await PostgresCluster.use { cluster in
            try await Office.use(on: cluster.connectionString) { office in
                let stored = try await EntryProcess.enqueue(in: office) { clients in
                    try await EntryProcess.work(in: office) { first in
                        try await EntryProcess.work(in: office) { second in
                            for life in 1...3 {
                                _ = await first.lines.first(containing: "has done", count: 40 * life)
                                _ = await second.lines.first(containing: "has done", count: 40 * life)
                                switch end {
                                case .killed: try await cluster.kill()
                                case .restarted: try await cluster.stop()
                                }
                                try await cluster.start()
                                // Nobody was started anew.
                                let count = clients.all("stored").count
                                _ = await clients.lines.first(containing: "stored", count: count + 20)
                            }
                            try clients.kill()
                            try await office.expectDone(clients.all("stored"))
                        }
                    }
                    return clients.all("stored").count
                }
                print("A server that was \(end) three times: \(stored) jobs acknowledged, all done once.")
            }
        }
    }

    @Test func `workers that live keep their jobs while a server is away for longer than a lease`() async throws {
        try await PostgresCluster.use { cluster in
            try await Office.use(on: cluster.connectionString) { office in
                try await EntryProcess.work(in: office, lease: .seconds(5)) { first in
                    try await EntryProcess.work(in: office, lease: .seconds(5)) { second in
                        let queue = JobQueue(store: office.store)
                        var ids: [String] = []
                        for _ in 0..<6 { ids.append("\(try await queue.enqueue(Entry(pause: 25_000)).id)") }
                        try await eventually { (first.all("begins") + second.all("begins")).count == ids.count }
                        try await cluster.stop()
                        try await Task.sleep(for: .seconds(8))
                        try await cluster.start()
                        try await office.expectDone(ids)
                        #expect((first.all("begins") + second.all("begins")).sorted() == ids.sorted())
                        for id in ids { #expect(try await office.record(of: id)?.crashes == 0) }
                    }
                }
            }
        }
    }

    @Test func `a worker with nothing to do ends at once although the server is away`() async throws {
        try await PostgresCluster.use { cluster in
            try await Office.use(on: cluster.connectionString) { office in
                let queue = JobQueue(store: office.store)
                queue.handle(Letter.self) { _, _ in }
                let worker = Worker(queue, configuration: .init(shutdownGrace: .seconds(3600), pollInterval: .milliseconds(100)))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    let services = ServiceGroup(services: [worker], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
                    group.addTask { try await services.run() }
                    try await eventually { worker.board.withLock { $0.incarnation != nil } }
                    try await cluster.stop()
                    try await eventually { worker.board.withLock(\.hasLostClaim) }
                    await services.triggerGracefulShutdown()
                    // Not after an hour.
                    try await group.waitForAll()
                }
                try await cluster.start()
            }
        }
    }

    @Test func `a server whose disk is full refuses what it cannot keep, and goes on when there is room`() async throws {
        let disk = try SmallDisk()
        try disk.remount("size=160m")
        let settings = ["max_wal_size=32MB", "min_wal_size=32MB", "wal_level=minimal", "max_wal_senders=0", "shared_buffers=16MB"]
        try await PostgresCluster.use(in: disk.path, settings: settings) { cluster in
            try await Office.use(on: cluster.connectionString) { office in
                let queue = JobQueue(store: office.store)
                var stored: [JobID] = []
                func store(_ count: Int) async throws {
                    let jobs = try (0..<count).map { _ in try queue.prepare(Letter(text: Letter.long())) }
                    stored += try await office.store.enqueue(jobs).map(\.id)
                }
                try await store(4)
                try disk.fill()
                // What is there already may still have room for some.
                var refusals: [JobStoreUnavailable] = []
                while refusals.count < 3 {
                    do { try await store(8) } catch let error as JobStoreUnavailable { refusals.append(error) }
                }
                #expect(refusals.contains { $0.reason == .full || $0.reason == .lost }, "\(refusals)")
                disk.empty()
                // Where its log had no room, the server has ended, or is just starting anew.
                try await eventually {
                    if await cluster.isReady() { return true }
                    try? await cluster.start()
                    return false
                }
                try await eventually { (try? await store(4)) != nil }
                let kept = try await queue.jobs().map(\.id)
                #expect(Set(stored).subtracting(kept) == [])
            }
        }
    }

    struct Letter: Job {
        var text: String

        /// Some text that cannot be made shorter.
        static func long() -> String { String((0..<200_000).map { _ in "0123456789abcdefghijklmnopqrstuvwxyz".randomElement() ?? "0" }) }
    }
}
