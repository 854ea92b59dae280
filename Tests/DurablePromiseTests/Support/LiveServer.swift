import Afterwork
import AfterworkWeb
import InMemoryLogging
import Logging
import NIOCore
import ServiceLifecycle
import TestSupport
import Testing

/// A `WebApp` with a queue, listening on a port of its own for as long as a test uses it.
struct LiveServer: Sendable {
    /// The application ended before it listened.
    struct NotListening: Error {}

    /// The port of 127.0.0.1.
    let port: Int
    let queue: JobQueue
    let logs: InMemoryLogHandler

    /// Serves routes and, unless told otherwise, runs the queue's jobs.
    static func run<Result: Sendable>(
        _ provider: any RouteProvider,
        store: any JobStore,
        jobs: Worker.Configuration? = .init(concurrency: 4),
        handlers: (JobQueue) -> Void = { _ in },
        _ use: (LiveServer) async throws -> Result
    ) async throws -> Result {
        let logs = InMemoryLogHandler()
        let logger = Logger(label: "test") { _ in logs }
        let queue = JobQueue(store: store, logger: logger)
        handlers(queue)
        let app = WebApp(title: "Test", configuration: .init(port: 0), queue: queue, jobs: jobs, logger: logger) {
            provider
            JobRoutes(queue) { _, _, _ in true }
        }
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let application = app.makeApplication { listening.yield($0) }
        let services = ServiceGroup(
            configuration: .init(services: [application], logger: Logger(label: "services") { _ in SwiftLogNoOpLogHandler() })
        )
        return try await withThrowingTaskGroup(of: Int?.self) { group in
            group.addTask {
                try await services.run()
                return nil
            }
            group.addTask { await ports.first { _ in true } }
            guard let port = try await group.next() ?? nil else { throw NotListening() }
            let result = try await use(LiveServer(port: port, queue: queue, logs: logs))
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            return result
        }
    }

    /// Sends one request on a connection of its own.
    func send(_ method: String, _ target: String) async throws -> RawConnection.Response {
        try await RawConnection.open(port: port) { connection in
            try await connection.send("\(method) \(target) HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            return try await connection.readResponse()
        }
    }

    func get(_ target: String) async throws -> RawConnection.Response { try await send("GET", target) }

    func post(_ target: String) async throws -> RawConnection.Response { try await send("POST", target) }
}

extension RawConnection.Response {
    /// The id that `Location` leads to.
    var jobID: JobID? { headers["location"].flatMap { JobID(String($0.dropFirst("/jobs/".count))) } }
}
