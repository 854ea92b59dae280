import Afterwork
import InMemoryLogging
import Logging
import TestSupport

/// A runner as it runs without a service group, and what it logs.
struct RunningRunner: Sendable {
    let runner: BackgroundRunner
    let logs: InMemoryLogHandler

    /// Makes a runner, runs it while a test uses it, then cancels it and waits until it has ended.
    static func run<Result: Sendable>(
        concurrency: Int = 4,
        capacity: Int = 10_000,
        _ use: @Sendable (RunningRunner) async throws -> Result
    ) async throws -> Result {
        let logs = InMemoryLogHandler()
        let runner = BackgroundRunner(
            configuration: .init(concurrency: concurrency, capacity: capacity, recordsResults: true),
            logger: Logger(label: "test") { _ in logs }
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await runner.run() }
            defer { group.cancelAll() }
            return try await use(RunningRunner(runner: runner, logs: logs))
        }
    }

    /// Leaves tasks as one request would, and hands them over.
    ///
    /// - Returns: The response's id.
    @discardableResult
    func respond(_ add: (BackgroundTasks) -> Void) -> UInt64 {
        let list = runner.makeList()
        add(BackgroundTasks(list: list, logger: Logger(label: "request") { _ in logs }))
        list.seal(.returned)
        list.handOver()
        return list.id
    }

    /// Runs tasks as one response's, and waits for them.
    func results(_ add: (BackgroundTasks) -> Void) async -> [BackgroundTaskResult] {
        await runner.results(ofResponse: respond(add))
    }
}

struct Broken: Error {}
