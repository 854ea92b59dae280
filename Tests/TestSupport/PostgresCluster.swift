import Foundation
import Subprocess

/// A PostgreSQL server of a test's own, which it may kill.
public final class PostgresCluster: Sendable {
    /// It does not do what it is told.
    public struct Failure: Error, CustomStringConvertible {
        /// What it said.
        public let description: String
    }

    private let folder: String
    private let programs: String
    private let options: String
    /// Where it listens on 127.0.0.1.
    public let port: Int

    /// How to connect to it.
    public var connectionString: String { connectionString(port: port) }

    /// How to connect to it by way of another port.
    public func connectionString(port: Int) -> String { "postgres://afterwork@127.0.0.1:\(port)/postgres" }

    /// Makes a server and starts it, lets it be used, and takes it away.
    ///
    /// - Parameters:
    ///   - folder: Where its folder is made; the system's for temporary files unless given.
    ///   - settings: Settings of PostgreSQL's, such as `max_wal_size=48MB`.
    ///   - body: What is done with it.
    /// - Throws: What that throws, or ``Failure``.
    public static func use(in folder: String? = nil, settings: [String] = [], _ body: (PostgresCluster) async throws -> Void) async throws {
        guard let programs = ProcessInfo.processInfo.environment["AFTERWORK_POSTGRES_PROGRAMS"] else { throw PostgresServer.Missing() }
        let parent = folder ?? FileManager.default.temporaryDirectory.path
        let cluster = PostgresCluster(folder: parent + "/afterwork-cluster-" + UUID().uuidString, programs: programs, settings: settings)
        do {
            try await cluster.make()
            try await cluster.start()
            try await body(cluster)
        } catch {
            await cluster.remove()
            throw error
        }
        await cluster.remove()
    }

    private init(folder: String, programs: String, settings: [String]) {
        self.folder = folder
        self.programs = programs
        // Below those that the system gives to clients, one of whom would take it while the server is away.
        port = Int.random(in: 10_000...32_000)
        let all = ["listen_addresses=127.0.0.1", "port=\(port)", "unix_socket_directories=''", "max_connections=200"] + settings
        options = all.map { "-c \($0)" }.joined(separator: " ")
    }

    private func make() async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        if getuid() == 0 { try await run(["chown", "postgres", folder], asOwner: false) }
        try await run(
            [
                "\(programs)/initdb", "--pgdata", "\(folder)/data", "--auth", "trust", "--username", "afterwork", "--encoding", "UTF8",
                "--no-locale",
            ]
        )
    }

    /// Starts it, and waits until it can be connected to.
    public func start() async throws {
        let log = "\(folder)/data/server.log"
        for attempt in 1...20 {
            do {
                return try await control(["--log", log, "--wait", "--options", options, "start"])
            } catch  where attempt < 20 {
                // What is left of one that was killed may take a moment to be gone.
                try await Task.sleep(for: .milliseconds(500))
            } catch {
                let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").suffix(20).joined(separator: "\n")
                throw Failure(description: "\(error)\n\(lines)")
            }
        }
    }

    /// Stops it as its operator would: sessions are ended, what is committed is on the disk.
    public func stop() async throws { try await control(["--mode", "fast", "--wait", "stop"]) }

    /// Kills all of its processes at once, as `kill -9` does.
    public func kill() async throws {
        let pid = try String(contentsOfFile: "\(folder)/data/postmaster.pid", encoding: .utf8).split(separator: "\n").first ?? ""
        // First the one that would start the others anew. One that it was just starting is known by where it works.
        let script = """
            kill -9 $0 $(pgrep -P $0)
            while kill -0 $0 2>/dev/null; do sleep 0.02; done
            for process in /proc/[0-9]*; do
              if [ "$(readlink $process/cwd)" = "$(cd "$1" && pwd -P)" ]; then kill -9 ${process#/proc/}; fi
            done
            true
            """
        try await run(["sh", "-c", script, "\(pid)", "\(folder)/data"], asOwner: false)
    }

    /// Whether it can be connected to.
    public func isReady() async -> Bool {
        await (try? run(["\(programs)/pg_isready", "--host", "127.0.0.1", "--port", "\(port)", "--quiet"])) != nil
    }

    private func remove() async {
        // What is left of one that a test has killed is of no interest.
        try? await control(["--mode", "immediate", "stop"])
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func control(_ arguments: [String]) async throws {
        try await run(["\(programs)/pg_ctl", "--pgdata", "\(folder)/data"] + arguments)
    }

    private func run(_ command: [String], asOwner: Bool = true) async throws {
        // PostgreSQL does not want to be root's.
        let owner = asOwner && getuid() == 0 ? ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"] : []
        let arguments = owner + command
        let result = try await Subprocess.run(
            .name("env"),
            arguments: Arguments(arguments),
            input: .none,
            output: .string(limit: 65_536),
            error: .combinedWithOutput
        )
        guard result.terminationStatus.isSuccess else {
            throw Failure(description: "\(arguments.joined(separator: " ")) has failed: \(result.standardOutput)")
        }
    }
}
