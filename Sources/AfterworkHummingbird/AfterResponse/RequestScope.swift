public import Afterwork

/// What the server hook knows of the request that is being served.
///
/// It is bound around everything that answers the request, so that the middleware, and typed routes on any router with any request
/// context, find it.
public struct RequestScope: Sendable {
    /// The scope of the request that is being served, or `nil` where neither the server hook nor the middleware is installed.
    @TaskLocal public static var current: RequestScope?

    /// The request's tasks.
    public let tasks: TaskList
    /// Returns when the client has closed its side of the connection, or when the calling task is cancelled; nil in tests without a
    /// server.
    public let waitUntilClientLeaves: (@Sendable () async -> Void)?
}
