import Afterwork
import AfterworkHummingbird
import AfterworkWeb
import ArgumentParser

/// Serves the guide until SIGTERM or Ctrl-C.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the guide, and run its jobs.",
        discussion: """
            Each option can also be given in the environment, as GUIDE_PORT and so on; GUIDE_STORE keeps a password out of the list of \
            processes. An option on the command line wins.

            Files are written to the data folder: activities.log, review_analysis.json, document_analysis.json and uploads/. The jobs are in \
            jobs.sqlite, or where --store says, and what is not done when the process dies is done by the next one.

            Stop it with Ctrl-C: it finishes what it has begun. A second Ctrl-C ends it at once.
            """
    )

    @OptionGroup var common: GuideOptions

    @Option(help: "The address to listen on; 0.0.0.0 for all. (default: 127.0.0.1)")
    var host: String?

    @Option(parsing: .unconditional, help: "The port to listen on; 0 has the system choose one. (default: 8000)")
    var port: Int?

    @Flag(inversion: .prefixedNo, help: "Run jobs in this process; --no-jobs leaves them to `guide worker`. (default: --jobs)")
    var jobs: Bool?

    @Option(parsing: .unconditional, help: ArgumentHelp("How many background tasks run at once. (default: 40)", valueName: "count"))
    var maxRunningTasks: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How many background tasks may wait before requests are answered 503. (default: 10000)", valueName: "count")
    )
    var maxWaitingTasks: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How many connections may be open before further ones are answered 503. (default: what the limit of open files allows)",
            valueName: "count"
        )
    )
    var maxConnections: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How long a connection may stay open without a request, in seconds. (default: 60)", valueName: "seconds")
    )
    var idleTimeout: Double?

    @Flag(inversion: .prefixedNo, help: "Log each request. (default: --access-log)")
    var accessLog: Bool?

    /// What the options and the environment say.
    private struct Settings {
        let common: GuideOptions.Settings
        let app: WebApp.Configuration
        let tasks: BackgroundRunner.Configuration
        let runsJobs: Bool
    }

    /// Every option is read before anything is made, so that a bad one leaves nothing behind.
    func validate() throws {
        _ = try settings()
    }

    private func settings() throws -> Settings {
        let environment = GuideEnvironment()
        let common = try common.settings(from: environment)
        return Settings(
            common: common,
            app: try configuration(from: environment, grace: common.jobs.shutdownGrace),
            tasks: try tasks(from: environment, grace: common.jobs.shutdownGrace),
            runsJobs: try environment.value(jobs, "jobs", expecting: "true or false") ?? true
        )
    }

    func run() async throws {
        let settings = try settings()
        let work = try SimulatedWork(settings.common)
        let log = GuideLog(level: settings.common.level)
        var configuration = settings.app
        configuration.uploads.spool.directory = work.folder.uploads
        do {
            let store = try await settings.common.store.open()
            try await GuideApp.makeServer(
                configuration: configuration,
                tasks: settings.tasks,
                queue: GuideApp.makeQueue(store: store.jobs, work: work, logger: log.logger),
                jobs: settings.runsJobs ? settings.common.jobs : nil,
                work: work,
                log: log
            ).run()
            await store.close()
        } catch let error as ServeError {
            await log.fail(error)
            throw ExitCode.failure
        } catch let error as JobStoreUnavailable {
            await log.fail(error)
            throw ExitCode.failure
        }
    }

    private func configuration(from environment: GuideEnvironment, grace: Duration) throws -> WebApp.Configuration {
        WebApp.Configuration(
            host: try environment.value(host, "host", expecting: "an address") ?? "127.0.0.1",
            port: try environment.value(port, "port", expecting: "a port from 0 to 65535", where: (0...65535).contains) ?? 8000,
            shutdownGrace: grace,
            logsRequests: try environment.value(accessLog, "access-log", expecting: "true or false") ?? true,
            limits: try limits(from: environment)
        )
    }

    private func limits(from environment: GuideEnvironment) throws -> ConnectionLimits {
        let idle = try environment.value(idleTimeout, "idle-timeout", expecting: "seconds, more than 0") { $0 > 0 && $0.isFinite } ?? 60
        return ConnectionLimits(
            idleTimeout: .seconds(min(idle, GuideOptions.most)),
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
}
