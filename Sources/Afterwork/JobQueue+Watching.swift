import AfterworkJSON

// What becomes of jobs, and what people say about them.
extension JobQueue {
    /// Looks a job up.
    ///
    /// - Parameter id: The id that its enqueue returned.
    /// - Returns: What is known of it; `nil` if there is none, or if it was done with so long ago that it was removed.
    /// - Throws: ``JobStoreUnavailable``.
    public func status(of id: JobID) async throws -> JobRecord? {
        try await store.job(id)
    }

    /// What happens to a job: as it is now, then after each change, until it is done with.
    ///
    /// ```swift
    /// for try await job in queue.events(of: id) { print(job.state, job.progress ?? 0, job.message ?? "") }
    /// ```
    ///
    /// Changes that come fast are taken together. It is empty if there is no such job.
    ///
    /// - Parameter id: The id that its enqueue returned.
    /// - Returns: The job, again and again.
    public func events(of id: JobID) -> JobEvents {
        JobEvents(store: store, id: id, clock: ContinuousClock())
    }

    /// Waits until a job is done with, and returns what its handler returned.
    ///
    /// - Parameters:
    ///   - id: The id that its enqueue returned.
    ///   - type: What to read the result as.
    /// - Returns: The result.
    /// - Throws: ``JobEnded`` if there is none, because the job did not complete or is unknown; `DecodingError` if it is of another
    ///   type; ``JobStoreUnavailable``.
    public func result<Result: Decodable>(of id: JobID, as type: Result.Type = Result.self) async throws -> Result {
        var last: JobRecord?
        for try await job in events(of: id) { last = job }
        guard let last, last.state == .completed else { throw JobEnded(id: id, state: last?.state, error: last?.error) }
        return try JSONReader.decode(type, from: last.result ?? Array("null".utf8))
    }

    /// Cancels a job. One that runs is told, and goes on until it has ended.
    ///
    /// - Parameter id: The id that its enqueue returned.
    /// - Returns: Where it stands now: cancelled, running, or how it had ended before; `nil` if there is no such job.
    /// - Throws: ``JobStoreUnavailable``.
    @discardableResult
    public func cancel(_ id: JobID) async throws -> JobState? {
        try await store.cancel([id])[id]
    }

    /// Has a job run now, whatever became of it, its failures and crashes forgotten. One that is completed stays so.
    ///
    /// - Parameter id: The id that its enqueue returned.
    /// - Returns: Where it stands now; `nil` if there is no such job.
    /// - Throws: ``JobStoreUnavailable``.
    @discardableResult
    public func retry(_ id: JobID) async throws -> JobState? {
        try await store.retry([id])[id]
    }

    /// Begins no job of a queue any more, in any process, until it is resumed. Those that run go on.
    ///
    /// - Parameter queue: The queue.
    /// - Throws: ``JobStoreUnavailable``.
    public func pause(_ queue: String) async throws {
        try await store.set(.paused, of: queue)
    }

    /// Begins the jobs of a queue again.
    ///
    /// - Parameter queue: The queue.
    /// - Throws: ``JobStoreUnavailable``.
    public func resume(_ queue: String) async throws {
        try await store.set(.resumed, of: queue)
    }

    /// Says how many jobs of a queue run at once at most, over all processes.
    ///
    /// - Parameters:
    ///   - queue: The queue.
    ///   - count: How many; `nil` for any number.
    /// - Throws: ``JobStoreUnavailable``.
    public func limit(_ queue: String, to count: Int?) async throws {
        try await store.set(.limit(count), of: queue)
    }

    /// Lists jobs, the newest first.
    ///
    /// - Parameters:
    ///   - filter: Which ones; all unless given.
    ///   - before: The last id of the page before; `nil` for the first page.
    ///   - limit: How many at most, 1 to 1000.
    /// - Returns: A page.
    /// - Throws: ``JobStoreUnavailable``.
    public func jobs(_ filter: JobFilter = JobFilter(), before: JobID? = nil, limit: Int = 100) async throws -> [JobRecord] {
        try await store.jobs(filter, before: before, limit: min(max(1, limit), 1000))
    }

    /// Counts jobs by queue, name and state.
    ///
    /// - Returns: A count for each combination of which there is a job.
    /// - Throws: ``JobStoreUnavailable``.
    public func counts() async throws -> [JobCount] {
        try await store.counts()
    }

    /// The queues that hold jobs or for which something was set, by name.
    ///
    /// - Throws: ``JobStoreUnavailable``.
    public func queues() async throws -> [QueueRecord] {
        try await store.queues()
    }
}

/// A job did not end with a result.
public struct JobEnded: Error, Sendable, Hashable, CustomStringConvertible {
    /// The job.
    public let id: JobID
    /// How it ended; `nil` if there is no such job.
    public let state: JobState?
    /// What went wrong, as far as the store knows.
    public let error: String?

    /// What became of the job.
    public var description: String {
        guard let state else { return "There is no job \(id), or it was removed long after it was done with." }
        return "Job \(id) is \(state.rawValue)" + (error.map { ": \($0)" } ?? ".")
    }
}
