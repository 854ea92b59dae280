public import Afterwork
public import AfterworkHummingbird
public import Hummingbird

/// Lets clients ask what becomes of their jobs.
///
/// ```swift
/// WebApp(title: "Shop", queue: queue) {
///     Orders()
///     JobRoutes(queue) { access, job, request in job.queue == "mail" && User.current?.isCustomer == true }
/// }
/// ```
///
/// | request | answer |
/// |---|---|
/// | `GET /jobs/{id}` | the job as JSON: its state, failures, progress, result or error |
/// | `GET /jobs/{id}/events` | the same as server-sent events, after each change, until the job is done with |
/// | `DELETE /jobs/{id}` | cancels the job: 202 with the job, if it may be read; it may have ended before or still run for a while |
///
/// A job that a client may not see is answered like one that does not exist: 404. What a job holds is never shown. On a router whose
/// context says who sends a request, `router.addJobRoutes` gives that context to the closure.
public struct JobRoutes: RouteProvider {
    /// Whether who sent a request may have what it asks for.
    public typealias Authorization = @Sendable (_ access: JobAccess, _ job: JobRecord, _ request: Request) async throws -> Bool

    private let answers: JobAnswers
    private let path: String
    private let authorize: Authorization

    /// Makes the routes.
    ///
    /// - Parameters:
    ///   - queue: Whose jobs they are.
    ///   - path: Where the routes are, beginning with a slash.
    ///   - authorize: Whether who sent a request may have what it asks for.
    public init(_ queue: JobQueue, at path: String = "/jobs", authorize: @escaping Authorization) {
        answers = JobAnswers(queue: queue)
        self.path = path
        self.authorize = authorize
    }

    /// Status, events and cancelling.
    public var routes: [Route] {
        let id = Parameter.path("id", String.self)
        return [
            Route(.get, "\(path)/{id}", name: "jobStatus", documentation: "How a job stands.", id, Parameter.request) { id, request in
                try await answers.status(of: id) { try await authorize($0, $1, request) }
            },
            Route(
                .get,
                "\(path)/{id}/events",
                name: "jobEvents",
                documentation: "How a job stands now and after each change: server-sent events.",
                id,
                Parameter.request
            ) { id, request in
                try await answers.events(of: id) { try await authorize($0, $1, request) }
            },
            Route(.delete, "\(path)/{id}", name: "cancelJob", documentation: "Cancels a job.", id, Parameter.request) { id, request in
                try await answers.cancel(id) { try await authorize($0, $1, request) }
            },
        ]
    }
}
