public import Afterwork
public import Hummingbird

/// What a client wants of a job.
public enum JobAccess: Sendable, Hashable {
    /// To see how it stands, or to be told when that changes.
    case read
    /// To cancel it.
    case cancel
}

extension RouterMethods {
    /// Lets clients ask what becomes of their jobs.
    ///
    /// ```swift
    /// router.addJobRoutes(queue) { access, job, request, context in
    ///     job.queue == "reviews" && (access == .read || context.user.isAdmin)
    /// }
    /// ```
    ///
    /// | request | answer |
    /// |---|---|
    /// | `GET /jobs/{id}` | the job as JSON: its state, failures, progress, result or error |
    /// | `GET /jobs/{id}/events` | the same as server-sent events, after each change, until the job is done with |
    /// | `DELETE /jobs/{id}` | cancels the job: 202 with the job, if it may be read; it may have ended before or still run for a while |
    ///
    /// A job that a client may not see is answered like one that does not exist: 404. What a job holds is never shown.
    ///
    /// - Parameters:
    ///   - queue: Whose jobs they are.
    ///   - path: Where the routes are; `jobs` unless given.
    ///   - authorize: Whether who sent a request may have what it asks for.
    /// - Returns: The router.
    @discardableResult
    public func addJobRoutes(
        _ queue: JobQueue,
        at path: RouterPath = "jobs",
        authorize: @escaping @Sendable (JobAccess, JobRecord, Request, Context) async throws -> Bool
    ) -> Self {
        let answers = JobAnswers(queue: queue)
        group(path)
            .get("{id}") { request, context in
                try await answers.status(of: context.parameters.get("id")) { try await authorize($0, $1, request, context) }
            }
            .get("{id}/events") { request, context in
                try await answers.events(of: context.parameters.get("id")) { try await authorize($0, $1, request, context) }
            }
            .delete("{id}") { request, context in
                try await answers.cancel(context.parameters.get("id")) { try await authorize($0, $1, request, context) }
            }
        return self
    }
}
