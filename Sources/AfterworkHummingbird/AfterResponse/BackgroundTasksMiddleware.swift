public import Afterwork
import HTTPTypes
public import Hummingbird
import Logging

/// Decides about a request's tasks: keeps them when the handler returned, drops them when it threw, and refuses requests while the
/// waiting line is full.
///
/// Add it before every other middleware but one that turns errors into responses: that one goes first, so that a handler's error
/// passes here before it is hidden. It needs the server hook
/// ``Hummingbird/HTTPServerBuilder/afterResponse(_:configuration:)``; in tests without a server (`app.test(.router)`) the tasks
/// start when the response was made.
public struct BackgroundTasksMiddleware<Context: RequestContext>: RouterMiddleware {
    private let runner: BackgroundRunner
    private let queue: JobQueue?
    private let isExempt: @Sendable (Request, Context) -> Bool
    private let attach: @Sendable (TaskList, inout Context) -> Void

    /// Makes the middleware.
    ///
    /// Any handler could add tasks, so every request is refused while the line is full, unless it is exempt:
    ///
    /// ```swift
    /// router.add(middleware: BackgroundTasksMiddleware(runner) { request, _ in request.uri.path == "/health" })
    /// ```
    ///
    /// - Parameters:
    ///   - runner: Runs the tasks; the one that the server hook was given.
    ///   - queue: Where jobs go that handlers enqueue.
    ///   - isExempt: Whether a request adds no tasks, and so is served although the line is full. Typed routes that take
    ///     `BackgroundTasks` check for themselves all the same.
    public init(
        _ runner: BackgroundRunner,
        queue: JobQueue? = nil,
        exempting isExempt: @escaping @Sendable (Request, Context) -> Bool = { _, _ in false }
    ) where Context: BackgroundTasksRequestContext {
        self.runner = runner
        self.queue = queue
        self.isExempt = isExempt
        attach = { list, context in context.taskList = list }
    }

    /// Makes the middleware for a context without a property for tasks, of which only typed routes can add any.
    ///
    /// - Parameters:
    ///   - runner: Runs the tasks; the one that the server hook was given.
    ///   - queue: Where jobs go that handlers enqueue.
    ///   - isExempt: Whether a request adds no tasks, and so is served although the line is full.
    public init(
        _ runner: BackgroundRunner,
        queue: JobQueue? = nil,
        exempting isExempt: @escaping @Sendable (Request, Context) -> Bool = { _, _ in false }
    ) {
        self.runner = runner
        self.queue = queue
        self.isExempt = isExempt
        attach = { _, _ in }
    }

    /// Serves the request with a task list, and settles what becomes of its tasks.
    public func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        if let list = RequestScope.current?.tasks {
            return try await respond(to: request, context: context, list: list, next: next)
        }
        // No server hook: a test without a server. The list is bound here, and handed over when the response was made.
        let list = runner.makeList()
        defer { list.handOver() }
        return try await RequestScope.$current.withValue(RequestScope(tasks: list, waitUntilClientLeaves: nil)) {
            try await respond(to: request, context: context, list: list, next: next)
        }
    }

    private func respond(
        to request: Request,
        context: Context,
        list: TaskList,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        if !list.isAdmitted {
            guard isExempt(request, context) else { throw BackgroundLineFull() }
            list.refuseTasks()
        }
        list.attach(queue)
        var context = context
        attach(list, &context)
        do {
            var response = try await next(request, context)
            list.seal(.returned)
            try await storeJobs(of: list, logger: context.logger)
            if runner.configuration.recordsResults { response.headers[.afterworkResponse] = String(list.id) }
            return response
        } catch {
            list.seal(.threw)
            throw error
        }
    }

    private func storeJobs(of list: TaskList, logger: Logger) async throws {
        do {
            try await list.storeJobs()
        } catch let error as JobsNotStored {
            // What a job is refused for was logged where it was enqueued.
            if case .store = error.reason {
                logger.error("A request failed because its jobs could not be stored. Nothing of it runs.", metadata: ["error": "\(error)"])
            }
            throw error
        }
    }
}
