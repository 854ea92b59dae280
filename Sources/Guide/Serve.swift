import Afterwork
import AfterworkHummingbird
import AfterworkWeb
import ArgumentParser
import Logging

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Serves the guide until SIGTERM or Ctrl-C.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the guide.",
        discussion: """
            Each option can also be given in the environment, as GUIDE_PORT and so on; an option on the command line wins.

            Files are written to the data folder: activities.log, review_analysis.json, document_analysis.json and uploads/.
            Stop it with Ctrl-C: it finishes what it has begun. A second Ctrl-C ends it at once.
            """
    )

    @Option(help: "The address to listen on; 0.0.0.0 for all. (default: 127.0.0.1)")
    var host: String?

    @Option(help: "The port to listen on; 0 has the system choose one. (default: 8000)")
    var port: Int?

    @Option(help: ArgumentHelp("Where files are written. (default: guide-data)", valueName: "folder"))
    var dataDir: String?

    @Option(help: ArgumentHelp("How long the simulated work takes: 1 as in the tutorial, 0 no time. (default: 1)", valueName: "factor"))
    var pace: Double?

    @Option(help: ArgumentHelp("How long work may take to finish at shutdown, in seconds. (default: 30)", valueName: "seconds"))
    var shutdownGrace: Double?

    @Option(help: ArgumentHelp("How many background tasks run at once. (default: 40)", valueName: "count"))
    var maxRunningTasks: Int?

    @Option(
        help: ArgumentHelp("How many background tasks may wait before requests are answered 503. (default: 10000)", valueName: "count")
    )
    var maxWaitingTasks: Int?

    @Option(
        help: ArgumentHelp(
            "How many connections may be open before further ones are answered 503. (default: what the limit of open files allows)",
            valueName: "count"
        )
    )
    var maxConnections: Int?

    @Option(help: ArgumentHelp("How long a connection may stay open without a request, in seconds. (default: 60)", valueName: "seconds"))
    var idleTimeout: Double?

    @Option(help: "The least severe lines to log: trace, debug, info, notice, warning, error or critical. (default: info)")
    var logLevel: LogLevel?

    @Flag(inversion: .prefixedNo, help: "Log each request. (default: --access-log)")
    var accessLog: Bool?

    /// What the options and the environment say.
    private struct Settings {
        let app: WebApp.Configuration
        let tasks: BackgroundRunner.Configuration
        let level: Logger.Level
        let dataDir: String
        let pace: Double
    }

    /// Every option is read before anything is made, so that a bad one leaves nothing behind.
    func validate() throws {
        _ = try settings()
    }

    private func settings() throws -> Settings {
        let environment = GuideEnvironment()
        let level = try environment.value(logLevel, "log-level", expecting: "a log level, such as info")?.level ?? .info
        let dataDir = try environment.value(dataDir, "data-dir", expecting: "a path") ?? "guide-data"
        let pace = try environment.value(pace, "pace", expecting: "a number, 0 or more", where: Self.isAmount) ?? 1
        let configuration = try configuration(from: environment)
        let tasks = try tasks(from: environment, grace: configuration.shutdownGrace)
        return Settings(app: configuration, tasks: tasks, level: level, dataDir: dataDir, pace: min(pace, Self.most))
    }

    func run() async throws {
        let settings = try settings()
        let folder = try DataFolder(path: settings.dataDir)
        var configuration = settings.app
        configuration.uploads.spool.directory = folder.uploads
        let log = ConsoleWriter(descriptor: STDERR_FILENO)
        let work = SimulatedWork(pace: settings.pace, folder: folder, output: ConsoleWriter(descriptor: STDOUT_FILENO))
        do {
            try await GuideApp.make(configuration: configuration, tasks: settings.tasks, work: work, log: log, level: settings.level).run()
        } catch let error as ServeError {
            log.write("ERROR:    \(error)")
            await log.flush()
            throw ExitCode.failure
        }
    }

    private func configuration(from environment: GuideEnvironment) throws -> WebApp.Configuration {
        let grace = try environment.value(shutdownGrace, "shutdown-grace", expecting: "seconds, 0 or more", where: Self.isAmount) ?? 30
        return WebApp.Configuration(
            host: try environment.value(host, "host", expecting: "an address") ?? "127.0.0.1",
            port: try environment.value(port, "port", expecting: "a port from 0 to 65535", where: (0...65535).contains) ?? 8000,
            shutdownGrace: .seconds(min(grace, Self.most)),
            logsRequests: try environment.value(accessLog, "access-log", expecting: "true or false") ?? true,
            limits: try limits(from: environment)
        )
    }

    private func limits(from environment: GuideEnvironment) throws -> ConnectionLimits {
        let idle = try environment.value(idleTimeout, "idle-timeout", expecting: "seconds, more than 0") { $0 > 0 && $0.isFinite } ?? 60
        return ConnectionLimits(
            idleTimeout: .seconds(min(idle, Self.most)),
            connections: try environment.value(maxConnections, "max-connections", expecting: "1 or more", where: { $0 > 0 })
        )
    }

    private func tasks(from environment: GuideEnvironment, grace: Duration) throws -> BackgroundRunner.Configuration {
        BackgroundRunner.Configuration(
            concurrency: try environment.value(maxRunningTasks, "max-running-tasks", expecting: "1 or more", where: { $0 > 0 }) ?? 40,
            capacity: try environment.value(maxWaitingTasks, "max-waiting-tasks", expecting: "1 or more", where: { $0 > 0 }) ?? 10_000,
            shutdownGrace: grace
        )
    }

    private static func isAmount(_ value: Double) -> Bool {
        value >= 0 && value.isFinite
    }

    /// As many seconds, or times of the tutorial's, are as good as for ever, and still fit in a `Duration`.
    private static let most = 1e9
}

/// A level of swift-log's, by its name.
struct LogLevel: ExpressibleByArgument {
    let level: Logger.Level

    init?(argument: String) {
        guard let level = Logger.Level(rawValue: argument.lowercased()) else { return nil }
        self.level = level
    }
}
