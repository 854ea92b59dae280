public import Afterwork
public import Hummingbird

/// A request context through which handlers add work for after the response.
///
/// Add one property, and the ``BackgroundTasksMiddleware`` as the router's first middleware:
///
/// ```swift
/// struct AppContext: BackgroundTasksRequestContext {
///     var coreContext: CoreRequestContextStorage
///     var taskList = TaskList.detached
///
///     init(source: Source) { coreContext = .init(source: source) }
/// }
///
/// router.post("orders") { request, context in
///     context.background.add("send receipt") { try await sendReceipt() }
///     return HTTPResponse.Status.accepted
/// }
/// ```
public protocol BackgroundTasksRequestContext: RequestContext {
    /// The request's tasks. Start it as `TaskList.detached`; the middleware sets it.
    var taskList: TaskList { get set }
}

extension BackgroundTasksRequestContext {
    /// Adds work for after the response, with this context's logger.
    public var background: BackgroundTasks {
        BackgroundTasks(list: taskList, logger: logger)
    }
}
