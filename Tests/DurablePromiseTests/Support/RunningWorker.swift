import Afterwork
import CoreMetrics
import InMemoryLogging
import Logging

/// A worker that runs while a test uses it, and what it logs.
struct RunningWorker: Sendable {
    let queue: JobQueue
    let worker: Worker
    let logs: InMemoryLogHandler

    /// Makes a worker over a store, and ends it after its use.
    static func run<Result: Sendable>(
        _ store: any JobStore,
        _ configuration: Worker.Configuration = .init(concurrency: 4),
        clock: any Clock<Duration> = ContinuousClock(),
        metrics: any MetricsFactory = NOOPMetricsHandler.instance,
        handlers: (JobQueue) -> Void,
        _ use: (RunningWorker) async throws -> Result
    ) async throws -> Result {
        let logs = InMemoryLogHandler()
        let queue = JobQueue(store: store, logger: Logger(label: "test") { _ in logs })
        handlers(queue)
        let worker = Worker(queue, configuration: configuration, metricsFactory: metrics, clock: clock)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.run() }
            defer { group.cancelAll() }
            return try await use(RunningWorker(queue: queue, worker: worker, logs: logs))
        }
    }

    /// Whether something was logged that contains a text.
    func hasLogged(_ text: String) -> Bool {
        logs.entries.contains { "\($0.message)".contains(text) }
    }
}

extension JobQueue {
    /// A queue over a store, which logs nothing.
    static func silent(_ store: any JobStore) -> JobQueue {
        JobQueue(store: store, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Waits until a job is done with.
    ///
    /// - Returns: What is then known of it; nil if there is no such job.
    func end(of id: JobID) async throws -> JobRecord? {
        var last: JobRecord?
        for try await job in events(of: id) { last = job }
        return last
    }
}
