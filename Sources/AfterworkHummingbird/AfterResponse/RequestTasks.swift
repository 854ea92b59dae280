public import Afterwork

/// The tasks of the request that is being served.
///
/// The server hook binds them around everything that answers the request, so that the middleware, and typed routes on any router
/// with any request context, find them.
public enum RequestTasks {
    /// The request's list, or `nil` where neither the server hook nor the middleware is installed.
    @TaskLocal public static var current: TaskList?
}
