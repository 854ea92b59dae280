import Afterwork
import AfterworkWeb
import Logging
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Sends an input, as it is, to a server of this process over a connection of its own, and reads until the server ends that.
///
/// - Something comes back, unless there is nothing but ends of lines to answer.
/// - It is whole responses, none of them a 5xx.
/// - It comes within ten seconds.
/// - A good request is answered afterwards.
public final class RequestTarget: FuzzTarget {
    /// The application ended before it listened.
    struct NotListening: Error {}

    private let port: Int
    private let services: ServiceGroup
    private let serving: Task<Void, any Error>
    private let checked = Atomic(0)

    /// How many inputs are sent for one good request.
    private static let goodRequestEvery = 64

    private init(port: Int, services: ServiceGroup, serving: Task<Void, any Error>) {
        self.port = port
        self.services = services
        self.serving = serving
    }

    /// Starts a server on a port of its own.
    ///
    /// - Returns: The target. It serves until ``stop()``.
    /// - Throws: What keeps the server from listening.
    public static func started() async throws -> RequestTarget {
        let logger = Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() }
        let app = WebApp(
            title: "Fuzz",
            configuration: .init(port: 0),
            runner: BackgroundRunner(configuration: .init(concurrency: 2), logger: logger),
            logger: logger
        ) {
            FuzzedRoutes()
        }
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let application = app.makeApplication { listening.yield($0) }
        let services = ServiceGroup(configuration: .init(services: [application], logger: logger))
        let serving = Task.detached {
            defer { listening.finish() }
            try await services.run()
        }
        guard let port = await ports.first(where: { _ in true }) else {
            try await serving.value
            throw NotListening()
        }
        return RequestTarget(port: port, services: services, serving: serving)
    }

    /// Ends the server once it has answered what it has.
    ///
    /// - Throws: What ended it before.
    public func stop() async throws {
        await services.triggerGracefulShutdown()
        try await serving.value
    }

    /// Sends the input.
    public func check(_ input: [UInt8]) async throws {
        _ = try await countResponses(to: input)
        if checked.add(1, ordering: .relaxed).newValue.isMultiple(of: Self.goodRequestEvery) { try await checkGoodRequest() }
    }

    /// Sends an input.
    ///
    /// - Returns: How many responses came back, those that come before a final one not counted.
    /// - Throws: ``Finding`` if something is wrong with them.
    public func countResponses(to input: [UInt8]) async throws -> Int {
        let exchange = try await exchange(input)
        let count = try exchange.expectWellFormed(heads: input.mostHeads)
        try expect(count > 0 || exchange.wasReset || input.isOnlyLineEnds, "Nothing is answered.")
        return count
    }

    /// Expects that a request without a fault is answered as ever.
    ///
    /// - Throws: ``Finding`` if it is not.
    public func checkGoodRequest() async throws {
        let exchange = try await exchange(Array("GET / HTTP/1.1\r\nHost: here\r\n\r\n".utf8))
        let answer = String(decoding: exchange.received, as: UTF8.self)
        try expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.hasSuffix("here\""), "A good request is answered with: \(answer)")
    }

    /// It blocks, and therefore does on a thread that may.
    private func exchange(_ input: [UInt8]) async throws -> Exchange {
        try await NIOThreadPool.singleton.runIfActive { [port] in try Exchange(sending: input, to: port) }
    }
}

extension [UInt8] {
    /// How many of the requests may be a `HEAD`. Where a body ends and the next request begins is left to the server.
    fileprivate var mostHeads: Int {
        let head = Array("HEAD ".utf8)
        return indices.count { self[$0...].starts(with: head) }
    }

    fileprivate var isOnlyLineEnds: Bool {
        allSatisfy { [UInt8(ascii: "\r"), UInt8(ascii: "\n")].contains($0) }
    }
}
