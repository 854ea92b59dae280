public import Afterwork
public import AfterworkHummingbird
public import Hummingbird
public import NIOCore

/// The context of a request to a ``WebApp``.
public struct WebRequestContext: BackgroundTasksRequestContext {
    /// What Hummingbird needs.
    public var coreContext: CoreRequestContextStorage
    /// The request's tasks; see `background`.
    public var taskList = TaskList.detached
    /// Who sent the request, as far as the connection tells.
    public let remoteAddress: SocketAddress?

    /// Makes a context for a request; Hummingbird calls this.
    ///
    /// - Parameter source: What the server knows of the request.
    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = source.channel.remoteAddress
    }
}
