import Afterwork
import AfterworkWeb
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import TestSupport

/// An application that listens on a port of its own for as long as a test uses it.
struct LiveServer: Sendable {
    /// The application ended before it listened.
    struct NotListening: Error {}

    /// The port of 127.0.0.1.
    let port: Int

    /// Serves routes with whatever else a test needs, and ends when the test has used them.
    static func run<Result: Sendable>(
        _ providers: any RouteProvider...,
        tasks: BackgroundRunner.Configuration = .init(concurrency: 2, recordsResults: true),
        uploads: UploadOptions = UploadOptions(),
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        middleware: (Router<WebRequestContext>) -> Void = { _ in },
        _ use: (LiveServer, BackgroundRunner) async throws -> Result
    ) async throws -> Result {
        let app = WebApp(
            title: "Test",
            configuration: .init(port: 0, uploads: uploads),
            runner: BackgroundRunner(configuration: tasks, logger: logger),
            logger: logger,
            middleware: middleware
        ) {
            for provider in providers { provider }
        }
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        return try await run(app.makeApplication { listening.yield($0) }, ports: ports) { try await use($0, app.runner) }
    }

    /// Serves any application that tells its port when it listens.
    static func run<Result: Sendable>(
        _ application: any Service,
        ports: AsyncStream<Int>,
        _ use: (LiveServer) async throws -> Result
    ) async throws -> Result {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let services = ServiceGroup(configuration: .init(services: [application], logger: logger))
        return try await withThrowingTaskGroup(of: Int?.self) { group in
            group.addTask {
                try await services.run()
                return nil
            }
            group.addTask { await ports.first { _ in true } }
            guard let port = try await group.next() ?? nil else { throw NotListening() }
            let result = try await use(LiveServer(port: port))
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            return result
        }
    }

    /// Sends one request on a connection of its own.
    func send(
        _ method: String,
        _ target: String,
        headers: [String] = [],
        body: ByteBuffer = ByteBuffer()
    ) async throws -> RawConnection.Response {
        let head = ["\(method) \(target) HTTP/1.1", "Host: test", "Connection: close", "Content-Length: \(body.readableBytes)"] + headers
        return try await RawConnection.open(port: port) { connection in
            try await connection.send(head.joined(separator: "\r\n") + "\r\n\r\n")
            if body.readableBytes > 0 { try await connection.send(body) }
            return try await connection.readResponse(isHead: method == "HEAD")
        }
    }

    /// Asks for something.
    func get(_ target: String, headers: [String] = []) async throws -> RawConnection.Response {
        try await send("GET", target, headers: headers)
    }

    /// Sends text of a type.
    func post(_ target: String, _ text: String, type: String = "application/json") async throws -> RawConnection.Response {
        try await send("POST", target, headers: ["Content-Type: \(type)"], body: ByteBuffer(string: text))
    }

    /// Sends a multipart form.
    func post(_ target: String, _ form: FormBody) async throws -> RawConnection.Response {
        try await send("POST", target, headers: ["Content-Type: \(FormBody.type)"], body: form.ended)
    }
}
