import Logging
import Synchronization

// For who runs a queue's jobs without a worker: in tests, on the task of the caller.
extension JobQueue {
    /// The names of the jobs that have a handler.
    ///
    /// - Throws: ``DuplicateJobHandlers``.
    package func handledNames() throws -> Set<String> {
        let registry = registry.withLock(\.self)
        guard registry.duplicates.isEmpty else { throw DuplicateJobHandlers(names: registry.duplicates.sorted()) }
        return Set(registry.handlers.keys)
    }

    /// Runs the handler of a job, as a worker would; without a timeout.
    ///
    /// - Parameters:
    ///   - job: The job, whose name is one of ``handledNames()``.
    ///   - delay: Tells how long until the next attempt if this one fails, given the job's policy and the number of this attempt.
    ///   - report: Takes what the handler says about its progress.
    /// - Returns: What it means to the job, and the error if the handler threw one.
    package func attempt(
        _ job: ClaimedJob,
        delay: (RetryPolicy, Int) -> Duration?,
        report: @escaping @Sendable (JobProgress) -> Void
    ) async -> (outcome: JobOutcome, error: (any Error)?) {
        guard let handler = registry.withLock({ $0.handlers[job.name] }) else { return (.released, nil) }
        let number = job.failures + 1
        var logger = logger
        logger[metadataKey: "job.id"] = "\(job.attempt.id)"
        logger[metadataKey: "job.name"] = "\(job.name)"
        logger[metadataKey: "job.queue"] = "\(job.queue)"
        logger[metadataKey: "job.attempt"] = "\(number)"
        let context = JobContext(
            attempt: job.attempt,
            name: job.name,
            queue: job.queue,
            number: number,
            crashes: job.crashes,
            logger: logger,
            reporter: report
        )
        do {
            let result = try await withLogger(logger) { _ in try await handler.run(job.payload, context) }
            return (JobOutcome(returning: result), nil)
        } catch {
            let policy = job.retry ?? handler.options.retry
            return (JobOutcome(of: error) { delay(policy, number) }, (error as? UndecodablePayload)?.error ?? error)
        }
    }
}
