public import Afterwork
import Synchronization

extension JobQueue {
    /// Calls the handler of a job that is stored nowhere, and returns how that ended.
    ///
    /// ```swift
    /// let run = try await queue.perform(SendReceipt(orderID: -1))
    /// #expect(run.outcome == .discarded(reason: "There is no order -1."))
    /// ```
    ///
    /// The job is written as JSON and read again, as it would be by way of a store.
    ///
    /// - Parameters:
    ///   - job: The job.
    ///   - number: Which attempt the handler is told that it is, 1 or more.
    ///   - configure: Changes the options of the job's type for this one.
    /// - Returns: How it ended. Whether it would be tried again is decided by its retry policy.
    /// - Throws: ``MissingJobHandler``; ``/Afterwork/JobRefusal``; ``/Afterwork/DuplicateJobHandlers``. What the handler throws is in the
    ///   result.
    public func perform<J: Job>(
        _ job: J,
        attempt number: Int = 1,
        configure: (inout JobOptions) -> Void = { _ in }
    ) async throws -> JobRun {
        let prepared = try prepare(job, configure: configure)
        let names = try handledNames()
        guard names.contains(prepared.name) else { throw MissingJobHandler(name: prepared.name, known: names.sorted()) }
        var claimed = ClaimedJob(
            attempt: JobAttempt(id: prepared.id, fence: 1),
            name: prepared.name,
            queue: prepared.queue,
            payload: prepared.payload
        )
        claimed.failures = max(1, number) - 1
        claimed.timeout = prepared.timeout
        claimed.retry = prepared.retry
        let (outcome, error) = await attempt(claimed) { policy, number in
            var generator = SeededGenerator(seed: 7)
            return policy.delay(afterAttempt: number, using: &generator)
        } report: { _ in
        }
        return JobRun(job: claimed, outcome: outcome, error: error)
    }
}

/// A queue has no handler for a job.
public struct MissingJobHandler: Error, Sendable, Hashable, CustomStringConvertible {
    /// What the job is called.
    public let name: String
    /// The names that have handlers, in alphabetical order.
    public let known: [String]

    /// What is wrong and what to do.
    public var description: String {
        let known = known.isEmpty ? "none" : known.map { "\"\($0)\"" }.joined(separator: ", ")
        return "No handler is registered for job \"\(name)\"; there are handlers for: \(known). Say queue.handle(…) before it is performed."
    }
}
