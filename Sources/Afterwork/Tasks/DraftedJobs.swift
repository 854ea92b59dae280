/// The jobs that a handler has enqueued and that are not stored yet.
struct DraftedJobs {
    var queue: JobQueue?
    var prepared: [PreparedJob] = []
    /// What keeps all of them from being stored.
    var failure: JobsNotStored?
}

/// The jobs of a request were not stored, so it did not succeed.
public struct JobsNotStored: Error, Sendable, CustomStringConvertible {
    /// Why not.
    public enum Reason: Sendable {
        /// The server was given no queue.
        case noQueue
        /// The response had begun when the job was enqueued.
        case responseBegun
        /// A job cannot be stored, whatever the store.
        case refused(any Error)
        /// The store could not do it. It may be able to later.
        case store(any Error)
    }

    /// What the first job that could not be stored is called.
    public let job: String
    /// Why not.
    public let reason: Reason

    /// What is wrong and what to do.
    public var description: String {
        switch reason {
        case .noQueue: "Job \"\(job)\" is not stored: the server has no queue. Give it one: WebApp(title: …, queue: queue)."
        case .responseBegun:
            "Job \"\(job)\" is not stored: its response has begun. Enqueue jobs before the handler returns, or with `try await queue.enqueue`."
        case .refused(let error): "\(error)"
        case .store(let error): "Job \"\(job)\" is not stored: \(error)"
        }
    }
}
