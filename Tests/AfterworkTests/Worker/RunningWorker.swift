import InMemoryLogging
import Logging
import TestSupport

@testable import Afterwork

/// A job for tests: it says who it is, and its handler does what the test wants.
struct Errand: Job, Hashable {
    static let options = JobOptions(retry: .fixed(.zero, maximumAttempts: 3))
    var name: String
}

/// A worker as it runs without a service group, over a store in memory, and what it logs.
struct RunningWorker: Sendable {
    let queue: JobQueue
    let worker: Worker
    let logs: InMemoryLogHandler

    /// Makes a worker, runs it while a test uses it, then cancels it and waits until it has ended.
    static func run<Result: Sendable>(
        store: any JobStore = InMemoryJobStore(),
        _ configuration: Worker.Configuration = .init(concurrency: 4, pollInterval: .milliseconds(20)),
        handlers: (JobQueue) -> Void,
        _ use: @Sendable (RunningWorker) async throws -> Result
    ) async throws -> Result {
        let logs = InMemoryLogHandler()
        let queue = JobQueue(store: store, logger: Logger(label: "test") { _ in logs })
        handlers(queue)
        let worker = Worker(queue, configuration: configuration)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.run() }
            defer { group.cancelAll() }
            return try await use(RunningWorker(queue: queue, worker: worker, logs: logs))
        }
    }

    /// Waits until a job is done with, and returns what is known of it.
    func end(of id: JobID) async throws -> JobRecord? {
        var last: JobRecord?
        for try await job in queue.events(of: id) { last = job }
        return last
    }
}
