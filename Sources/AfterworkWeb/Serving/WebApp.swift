public import Afterwork
public import AfterworkHummingbird
public import Hummingbird
import HummingbirdCore
public import Logging
import ServiceLifecycle

/// A whole server from route providers: typed routes, after-response tasks, FastAPI's error bodies, access log, and a shutdown that
/// lets work finish.
///
/// ```swift
/// let app = WebApp(title: "Shop") {
///     Orders()
///     Customers()
/// }
/// try await app.run()
/// ```
///
/// Middleware goes before the routes. One that finds out who sends a request can tell the handlers by a task local:
///
/// ```swift
/// struct Authentication: RouterMiddleware {
///     func handle(_ request: Request, context: WebRequestContext, next: (Request, WebRequestContext) async throws -> Response)
///         async throws -> Response
///     {
///         guard let user = users[request.headers[.authorization] ?? ""] else {
///             throw HTTPError(.unauthorized, headers: [.wwwAuthenticate: "Bearer"])
///         }
///         return try await User.$current.withValue(user) { try await next(request, context) }
///     }
/// }
///
/// WebApp(title: "Shop") { router in
///     router.add(middleware: CORSMiddleware())
///     router.add(middleware: Authentication())
/// } routes: {
///     Orders()    // its handlers find User.current
/// }
/// ```
///
/// With a queue its handlers can enqueue jobs, which it also runs unless told otherwise:
///
/// ```swift
/// WebApp(title: "Shop", queue: queue) { Orders() }              // serves, and runs the queue's jobs
/// WebApp(title: "Shop", queue: queue, jobs: nil) { Orders() }   // serves, and leaves the jobs to other processes
/// ```
///
/// It only assembles parts that any Hummingbird application can use one by one: `router.addRoutes`, `BackgroundTasksMiddleware`
/// and the server hook `.afterResponse`.
public struct WebApp: Sendable {
    /// Where and how an application serves.
    public struct Configuration: Sendable {
        /// The address to listen on; `0.0.0.0` for all.
        public var host: String
        /// The port to listen on; 0 has the system choose one.
        public var port: Int
        /// How long requests, background tasks and jobs may take to finish at shutdown before they are cancelled.
        public var shutdownGrace: Duration
        /// Whether each request is logged.
        public var logsRequests: Bool
        /// Limits of bodies, and where large files wait.
        public var uploads: UploadOptions
        /// What a client may ask of a connection: sizes of heads, times, how many.
        public var limits: ConnectionLimits

        /// Makes a configuration.
        ///
        /// - Parameters:
        ///   - host: The address to listen on.
        ///   - port: The port to listen on, 0 to 65535.
        ///   - shutdownGrace: How long work may take to finish at shutdown.
        ///   - logsRequests: Whether each request is logged.
        ///   - uploads: Limits of bodies, and where large files wait.
        ///   - limits: What a client may ask of a connection.
        public init(
            host: String = "127.0.0.1",
            port: Int = 8000,
            shutdownGrace: Duration = .seconds(30),
            logsRequests: Bool = true,
            uploads: UploadOptions = UploadOptions(),
            limits: ConnectionLimits = ConnectionLimits()
        ) {
            self.host = host
            self.port = port
            self.shutdownGrace = shutdownGrace
            self.logsRequests = logsRequests
            self.uploads = uploads
            self.limits = limits
        }
    }

    /// What the application is called in its log.
    public let title: String
    /// Where and how the application serves.
    public let configuration: Configuration
    /// Runs what handlers leave for after their responses.
    public let runner: BackgroundRunner
    /// Where jobs go that handlers enqueue; `nil` if the application has none.
    public let queue: JobQueue?
    /// Runs the queue's jobs in this process; `nil` if others do.
    public let worker: Worker?

    let logger: Logger
    let consoles: [ConsoleWriter]
    /// What keeps the application from starting.
    let problems: RouteProblems?
    private let responder: RouterResponder<WebRequestContext>

    /// Makes an application.
    ///
    /// - Parameters:
    ///   - title: What it is called in its log.
    ///   - configuration: Where and how it serves.
    ///   - runner: Runs what handlers leave for after their responses; one with the default limits unless given.
    ///   - queue: Where jobs go that handlers enqueue.
    ///   - jobs: What of the queue this process runs itself; `nil` leaves all of it to other processes. At shutdown its jobs have no more
    ///     time than everything else, ``Configuration/shutdownGrace``.
    ///   - logger: Where it logs; lines on standard error unless given.
    ///   - consoles: What the logger given, or the application itself, writes to: ``run()`` ends when these lines have left the process.
    ///   - middleware: Adds middleware, and plain Hummingbird routes, before the routes below.
    ///   - routes: The route providers, one after another.
    public init(
        title: String,
        configuration: Configuration = Configuration(),
        runner: BackgroundRunner? = nil,
        queue: JobQueue? = nil,
        jobs: Worker.Configuration? = Worker.Configuration(),
        logger: Logger? = nil,
        consoles: [ConsoleWriter] = [],
        middleware: (Router<WebRequestContext>) -> Void = { _ in },
        @RouteProviderBuilder routes: () -> [any RouteProvider]
    ) {
        let console = logger == nil ? ConsoleWriter(descriptor: 2) : nil
        let logger = logger ?? console.map { console in Logger(label: title) { _ in ConsoleLogHandler(writer: console) } } ?? .current
        self.consoles = console.map { consoles + [$0] } ?? consoles
        self.title = title
        self.configuration = configuration
        self.logger = logger
        self.runner = runner ?? BackgroundRunner(configuration: .init(shutdownGrace: configuration.shutdownGrace), logger: logger)
        self.queue = queue
        worker = queue.flatMap { queue in jobs.map { Worker(queue, configuration: $0.ending(with: configuration), logger: logger) } }
        let router = Router(context: WebRequestContext.self)
        if configuration.logsRequests { router.add(middleware: AccessLog(logger: logger)) }
        router.add(middleware: ErrorResponses())
        let routes = routes().flatMap(\.routes)
        let taskless = TasklessRoutes(RouteTable(routes))
        // The errors of handlers reach this one as they are; the two above come after it on the way out.
        router.add(middleware: BackgroundTasksMiddleware(self.runner, queue: queue, exempting: taskless.contains))
        middleware(router)
        let table = RouteTable(routes, besides: router.endpoints)
        problems = RouteProblems(table.problems(for: WebRequestContext.self))
        router.add(table, uploads: configuration.uploads)
        router.answerOtherMethods()
        responder = router.buildResponder()
    }

    /// The Hummingbird application with its runner and its worker as services: for tests, and to run in a way of your own.
    ///
    /// - Parameter onServerRunning: Called with the port when connections are accepted.
    /// - Returns: An application that ``run()`` has no part in.
    public func makeApplication(
        onServerRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) -> Application<RouterResponder<WebRequestContext>> {
        makeApplication(services: [runner] + (worker.map { [$0] } ?? []), onServerRunning: onServerRunning)
    }

    func makeApplication(
        services: [any Service],
        onServerRunning: @escaping @Sendable (_ port: Int) async -> Void
    ) -> Application<RouterResponder<WebRequestContext>> {
        var application = Application(
            responder: responder,
            server: .afterResponse(runner, limits: configuration.limits),
            configuration: .init(address: .hostname(configuration.host, port: configuration.port)),
            services: services,
            onServerRunning: { channel in await onServerRunning(channel.localAddress?.port ?? 0) },
            logger: logger
        )
        if let problems { application.beforeServerStarts { throw problems } }
        return application
    }
}

extension Worker.Configuration {
    /// The same, for a worker that ends with an application: what ignores its cancellation is handed back before the process exits.
    fileprivate func ending(with application: WebApp.Configuration) -> Self {
        var configuration = self
        configuration.shutdownGrace = min(shutdownGrace, application.shutdownGrace)
        configuration.cancellationGrace = min(cancellationGrace, WebApp.cancellationGrace / 2)
        return configuration
    }
}

/// Lists route providers.
@resultBuilder
public enum RouteProviderBuilder {
    /// One provider.
    public static func buildExpression(_ provider: any RouteProvider) -> [any RouteProvider] { [provider] }
    /// Providers one after another.
    public static func buildBlock(_ providers: [any RouteProvider]...) -> [any RouteProvider] { providers.flatMap(\.self) }
    /// Providers under a condition.
    public static func buildOptional(_ providers: [any RouteProvider]?) -> [any RouteProvider] { providers ?? [] }
    /// One branch of a condition.
    public static func buildEither(first providers: [any RouteProvider]) -> [any RouteProvider] { providers }
    /// The other branch of a condition.
    public static func buildEither(second providers: [any RouteProvider]) -> [any RouteProvider] { providers }
    /// Providers from a loop.
    public static func buildArray(_ providers: [[any RouteProvider]]) -> [any RouteProvider] { providers.flatMap(\.self) }
}
