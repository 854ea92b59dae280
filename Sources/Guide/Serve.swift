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

    @Option(help: "The least severe lines to log: trace, debug, info, notice, warning, error or critical. (default: info)")
    var logLevel: LogLevel?

    @Flag(inversion: .prefixedNo, help: "Log each request. (default: --access-log)")
    var accessLog: Bool?

    func run() async throws {
        let environment = GuideEnvironment()
        let level = try environment.value(logLevel, "log-level", expecting: "a log level, such as info")?.level ?? .info
        let grace = Duration.seconds(
            try environment.value(shutdownGrace, "shutdown-grace", expecting: "seconds, 0 or more", where: { $0 >= 0 }) ?? 30
        )
        let log = ConsoleWriter(descriptor: STDERR_FILENO)
        let folder = try DataFolder(path: try environment.value(dataDir, "data-dir", expecting: "a path") ?? "guide-data")
        let configuration = WebApp.Configuration(
            host: try environment.value(host, "host", expecting: "an address") ?? "127.0.0.1",
            port: try environment.value(port, "port", expecting: "a port from 0 to 65535", where: (0...65535).contains) ?? 8000,
            shutdownGrace: grace,
            logsRequests: try environment.value(accessLog, "access-log", expecting: "true or false") ?? true,
            uploads: UploadOptions(spool: SpoolPolicy(directory: folder.uploads))
        )
        let tasks = BackgroundRunner.Configuration(
            concurrency: try environment.value(maxRunningTasks, "max-running-tasks", expecting: "1 or more", where: { $0 > 0 }) ?? 40,
            capacity: try environment.value(maxWaitingTasks, "max-waiting-tasks", expecting: "1 or more", where: { $0 > 0 }) ?? 10_000,
            shutdownGrace: grace
        )
        let work = SimulatedWork(
            pace: try environment.value(pace, "pace", expecting: "a number, 0 or more", where: { $0 >= 0 && $0.isFinite }) ?? 1,
            folder: folder,
            output: ConsoleWriter(descriptor: STDOUT_FILENO)
        )
        do {
            try await GuideApp.make(configuration: configuration, tasks: tasks, work: work, log: log, level: level).run()
        } catch let error as ServeError {
            log.write("ERROR:    \(error)")
            await log.flush()
            throw ExitCode.failure
        }
        await work.output.flush()
        await log.flush()
    }
}

/// A level of swift-log's, by its name.
struct LogLevel: ExpressibleByArgument {
    let level: Logger.Level

    init?(argument: String) {
        guard let level = Logger.Level(rawValue: argument.lowercased()) else { return nil }
        self.level = level
    }
}
