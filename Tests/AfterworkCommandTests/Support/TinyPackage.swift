import Foundation
import NIOCore
import NIOPosix
import TestSupport

/// A package of two files that builds in seconds: a server on plain sockets, and its answer.
struct TinyPackage: Sendable {
    /// Its folder.
    let path: String
    /// A port of this machine that nobody uses.
    let port: Int

    /// Makes the package, and removes it after its use.
    static func use<Result>(answer: String = "one", _ use: (TinyPackage) async throws -> Result) async throws -> Result {
        let url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(path: "afterwork-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url.appending(path: "Sources/tiny"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: url) }
        let package = TinyPackage(path: url.path, port: try await freePort())
        try package.write(manifest, to: "Package.swift")
        try package.write(server, to: "Sources/tiny/main.swift")
        try package.save(answer)
        return try await use(package)
    }

    /// Writes a file in place, as some editors do.
    func write(_ text: String, to name: String) throws {
        try text.write(toFile: "\(path)/\(name)", atomically: false, encoding: .utf8)
    }

    /// Has the server answer something else, from its next build on.
    func save(_ answer: String) throws {
        try write("let answer = \"\(answer)\"\n", to: "Sources/tiny/Answer.swift")
    }

    /// The same with a new file that takes the place of the old one, as other editors do.
    func replace(_ answer: String) throws {
        try write("let answer = \"\(answer)\"\n", to: "Sources/tiny/Answer.swift~")
        let source = "\(path)/Sources/tiny/Answer.swift"
        guard rename("\(source)~", source) == 0 else { throw POSIXError(.EIO) }
    }

    /// Lets the server finish its task.
    func releaseTask() throws {
        try write("", to: "release")
    }

    /// Puts a `swift` into the folder that does nothing and does not end by itself for a minute.
    func writeWaitingSwift() throws {
        try write("#!/bin/sh\necho $$ > waiting\nexec sleep 60\n", to: "swift")
        guard chmod("\(path)/swift", 0o755) == 0 else { throw POSIXError(.EIO) }
    }

    /// The process of that `swift`, once it waits.
    var waitingSwift: pid_t? {
        (try? String(contentsOfFile: "\(path)/waiting", encoding: .utf8)).flatMap { pid_t($0.prefix { $0 != "\n" }) }
    }

    /// What the server answers, or nil if nobody does.
    func answer(to path: String = "/") async -> String? {
        try? await RawConnection.open(port: port) { connection in
            try await connection.send("GET \(path) HTTP/1.1\r\nHost: test\r\n\r\n")
            return try await connection.readResponse().body
        }
    }

    private static func freePort() async throws -> Int {
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup).bind(host: "127.0.0.1", port: 0).get()
        defer { channel.close(promise: nil) }
        return channel.localAddress?.port ?? 0
    }

    static let manifest = """
        // swift-tools-version: 5.9
        import PackageDescription

        let package = Package(name: "tiny", targets: [.executableTarget(name: "tiny")])

        """

    /// It answers until SIGTERM, and then finishes the task that a request to /task began, which is over when the file `release` is
    /// there. A second SIGTERM ends it. A SIGINT, which nobody ought to send it, ends it with a status of its own.
    private static let server = """
        #if canImport(Glibc)
        import Glibc
        let stream = Int32(SOCK_STREAM.rawValue)
        #elseif canImport(Musl)
        import Musl
        let stream = SOCK_STREAM
        #elseif canImport(Darwin)
        import Darwin
        let stream = SOCK_STREAM
        #endif

        var terminations = 0
        setvbuf(stdout, nil, _IOLBF, 0)
        signal(SIGTERM) { _ in terminations += 1 }
        signal(SIGINT) { _ in _exit(9) }

        let listener = socket(AF_INET, stream, 0)
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(CommandLine.arguments[1])!.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard bound == 0, listen(listener, 16) == 0 else { exit(98) }
        print("listening")

        var isBusy = false
        while terminations == 0 {
            var listening = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            guard poll(&listening, 1, 20) > 0 else { continue }
            let connection = accept(listener, nil, nil)
            var request = [UInt8](repeating: 0, count: 4096)
            let count = read(connection, &request, request.count)
            let path = String(decoding: request.prefix(max(0, count)), as: UTF8.self).split(separator: " ").dropFirst().first ?? ""
            if path == "/crash" { exit(3) }
            if path == "/task" { isBusy = true }
            let reply = "HTTP/1.1 200 OK\\r\\nContent-Length: \\(answer.utf8.count)\\r\\n\\r\\n\\(answer)"
            _ = reply.withCString { write(connection, $0, strlen($0)) }
            close(connection)
        }
        close(listener)
        print("terminated")
        while isBusy, access("release", F_OK) != 0 {
            if terminations > 1 {
                print("forced")
                exit(1)
            }
            usleep(10_000)
        }
        if isBusy { print("task done") }
        exit(0)

        """
}
