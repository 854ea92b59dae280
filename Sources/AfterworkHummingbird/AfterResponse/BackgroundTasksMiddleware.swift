public import Afterwork
import HTTPTypes
public import Hummingbird

/// Decides about a request's tasks: keeps them when the handler returned, drops them when it threw, and refuses requests while the
/// waiting line is full.
///
/// Add it before every other middleware, so that what those do with errors cannot hide a failure from it. It needs the server hook
/// ``Hummingbird/HTTPServerBuilder/afterResponse(_:configuration:)``; in tests without a server (`app.test(.router)`) the tasks
/// start when the response was made.
public struct BackgroundTasksMiddleware<Context: RequestContext>: RouterMiddleware {
    /// Which requests are refused while the line is full.
    public enum Admission: Sendable {
        /// Every request that comes through the middleware: any handler could add tasks.
        case everyRequest
        /// Only requests to typed routes that take ``BackgroundTasks``; those check for themselves.
        case typedRoutes
    }

    private let runner: BackgroundRunner
    private let admission: Admission

    /// Makes the middleware.
    ///
    /// - Parameters:
    ///   - runner: Runs the tasks; the one that the server hook was given.
    ///   - admission: Which requests are answered 503 while the line is full.
    public init(_ runner: BackgroundRunner, admission: Admission = .everyRequest) {
        self.runner = runner
        self.admission = admission
    }

    /// Serves the request with a task list, and settles what becomes of its tasks.
    public func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        if let list = RequestTasks.current {
            return try await respond(to: request, context: context, list: list, next: next)
        }
        // No server hook: a test without a server. The list is bound here, and handed over when the response was made.
        let list = runner.makeList()
        defer { list.handOver() }
        return try await RequestTasks.$current.withValue(list) {
            try await respond(to: request, context: context, list: list, next: next)
        }
    }

    private func respond(
        to request: Request,
        context: Context,
        list: TaskList,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        if admission == .everyRequest, !list.isAdmitted { throw BackgroundLineFull() }
        do {
            var response = try await next(request, context.with(list))
            list.seal(.returned)
            if runner.configuration.recordsResults { response.headers[.afterworkResponse] = String(list.id) }
            return response
        } catch {
            list.seal(.threw)
            throw error
        }
    }
}

extension RequestContext {
    /// This context with the request's tasks, if it has a property for them.
    fileprivate func with(_ list: TaskList) -> Self {
        guard var context = self as? any BackgroundTasksRequestContext else { return self }
        context.taskList = list
        return context as? Self ?? self
    }
}
