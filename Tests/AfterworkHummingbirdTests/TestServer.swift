import Afterwork
import AfterworkHummingbird
import Hummingbird
import InMemoryLogging
import Logging
import NIOCore
import ServiceLifecycle
import TestSupport

/// The context of the tests' requests; knows its connection.
struct TestContext: BackgroundTasksRequestContext {
    var coreContext: CoreRequestContextStorage
    var taskList = TaskList.detached
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// A server on a port of its own, with a runner of its own, and what both log.
struct TestServer: Sendable {
    let port: Int
    let runner: BackgroundRunner
    let logs: InMemoryLogHandler
    let services: ServiceGroup

    /// Serves routes while a test uses them, then shuts down gracefully and waits until everything has ended.
    static func run<Result: Sendable>(
        concurrency: Int = 4,
        capacity: Int = 10_000,
        exempting isExempt: @escaping @Sendable (Request, TestContext) -> Bool = { _, _ in false },
        clock: any Clock<Duration> = ContinuousClock(),
        runner: BackgroundRunner? = nil,
        logs: InMemoryLogHandler = InMemoryLogHandler(),
        limits: ConnectionLimits = ConnectionLimits(),
        routes: (Router<TestContext>) -> Void,
        _ use: @Sendable (TestServer) async throws -> Result
    ) async throws -> Result {
        let logger = Logger(label: "test") { _ in logs }
        let runner =
            runner
            ?? BackgroundRunner(
                configuration: .init(concurrency: concurrency, capacity: capacity, recordsResults: true),
                logger: logger,
                clock: clock
            )
        let router = Router(context: TestContext.self)
        router.add(middleware: BackgroundTasksMiddleware(runner, exempting: isExempt))
        routes(router)
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router,
            server: .afterResponse(runner, limits: limits),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            services: [runner],
            onServerRunning: { channel in port.yield(channel.localAddress?.port ?? 0) },
            logger: logger
        )
        let services = ServiceGroup(configuration: .init(services: [application], logger: logger))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { port.finish() }
                try await services.run()
            }
            guard let number = await ports.first(where: { _ in true }) else {
                try await group.waitForAll()
                throw CancellationError()
            }
            let result = try await use(TestServer(port: number, runner: runner, logs: logs, services: services))
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            return result
        }
    }

    /// Opens a connection and closes it afterwards.
    func connect<Result>(
        isolation: isolated (any Actor)? = #isolation,
        _ use: (inout RawConnection) async throws -> Result
    ) async throws -> Result {
        try await RawConnection.open(port: port, use)
    }

    /// Gets a page over a connection of its own.
    @discardableResult
    func get(_ path: String) async throws -> RawConnection.Response {
        try await connect { connection in
            try await connection.get(path)
            return try await connection.readResponse()
        }
    }

    /// Gets a page over a connection of its own, and waits for its tasks.
    func results(of path: String) async throws -> [BackgroundTaskResult] {
        let id = try await get(path).headers["afterwork-response"].flatMap { UInt64($0) }
        return await runner.results(ofResponse: id ?? 0)
    }
}

extension RawConnection {
    /// Asks for a page.
    func get(_ path: String) async throws {
        try await send("GET \(path) HTTP/1.1\r\nhost: test\r\n\r\n")
    }
}

/// What a test's handlers throw.
struct Broken: Error {}
