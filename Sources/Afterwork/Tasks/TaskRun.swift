import CoreMetrics
import Logging
import ServiceContextModule
import Synchronization

/// Runs the tasks of one response on one worker: each with its request's logger and trace context, its error caught and told.
struct TaskRun {
    let runner: BackgroundRunner
    let worker: Int
    let lane: BackgroundLane

    func run(_ batch: TaskBatch) async {
        var results: [BackgroundTaskResult] = []
        for task in batch.tasks {
            let begun = ContinuousClock.now
            // After the grace nothing begins any more; what is left of this batch was named by whoever ended the grace.
            guard runner.begin(worker: worker, at: begun) else { break }
            runner.metrics.waitTime.recordNanoseconds((begun - batch.handedOver).nanoseconds)
            lane.beginTask()
            let error = await Self.call(task)
            // Back to a thread of normal priority before any lock that a request's thread could want is taken.
            await lane.endTask()
            finish(task, begun: begun, error: error)
            if runner.records != nil { results.append(BackgroundTaskResult(id: task.id, name: task.name, error: error)) }
        }
        runner.records?.record(results, of: batch.responseID)
    }

    private static func call(_ task: BackgroundTask) async -> (any Error)? {
        var logger = task.logger
        logger[metadataKey: "task.id"] = .stringConvertible(task.id)
        logger[metadataKey: "task.name"] = .string(task.name)
        return await withLogger(logger) { _ in
            do {
                if let context = task.context {
                    try await ServiceContext.withValue(context) { try await task.operation() }
                } else {
                    try await task.operation()
                }
                return nil
            } catch {
                return error
            }
        }
    }

    private func finish(_ task: BackgroundTask, begun: ContinuousClock.Instant, error: (any Error)?) {
        runner.metrics.runTime.recordNanoseconds((ContinuousClock.now - begun).nanoseconds)
        if let error {
            runner.totals.failed.add(1, ordering: .relaxed)
            runner.metrics.failed.increment()
            // In the task's trace context, from which a logger may take the trace's id.
            ServiceContext.$current.withValue(task.context) {
                task.logger.error(
                    "Background task failed. The other tasks of its response still run.",
                    metadata: Self.metadata(of: task, ["error": "\(error)"])
                )
            }
        } else {
            runner.totals.finished.add(1, ordering: .relaxed)
            runner.metrics.finished.increment()
        }
        runner.end(worker: worker)
    }

    /// What names a task in a log line, on top of its request's metadata.
    static func metadata(of task: BackgroundTask, _ more: Logger.Metadata = [:]) -> Logger.Metadata {
        var metadata = task.logger.handler.metadata
        metadata["task.id"] = .stringConvertible(task.id)
        metadata["task.name"] = .string(task.name)
        return metadata.merging(more) { _, new in new }
    }
}
