import Afterwork
import ArgumentParser
import Logging

/// The options that every process of the guide has.
struct GuideOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where files are written, and the jobs are. (default: guide-data)", valueName: "folder"))
    var dataDir: String?

    @Option(
        help: ArgumentHelp(
            "Where the jobs are: a SQLite file, or a PostgreSQL database that any number of machines share, as postgres://user@host/database. "
                + "(default: jobs.sqlite in the data folder)",
            valueName: "path or URL"
        )
    )
    var store: String?

    // Unconditional, these and others of numbers, so that one which begins with a minus is told what is wrong with it.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How long the simulated work takes: 1 as in the tutorial, 0 no time. (default: 1)", valueName: "factor")
    )
    var pace: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How long work may take to finish at shutdown, in seconds. (default: 30)", valueName: "seconds")
    )
    var shutdownGrace: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("How many jobs run at once. (default: 40)", valueName: "count"))
    var maxRunningJobs: Int?

    @Option(help: "The least severe lines to log: trace, debug, info, notice, warning, error or critical. (default: info)")
    var logLevel: LogLevel?

    /// What these options and the environment say.
    struct Settings {
        let dataDir: String
        let store: JobPlace
        let pace: Double
        let level: Logger.Level
        let jobs: Worker.Configuration
    }

    /// Reads every option.
    ///
    /// - Throws: `ValidationError` if one cannot be used.
    func settings(from environment: GuideEnvironment) throws -> Settings {
        let grace = try environment.value(shutdownGrace, "shutdown-grace", expecting: "seconds, 0 or more", where: Self.isAmount) ?? 30
        let pace = try environment.value(pace, "pace", expecting: "a number, 0 or more", where: Self.isAmount) ?? 1
        let folder = try environment.value(dataDir, "data-dir", expecting: "a path", where: { !$0.isEmpty }) ?? "guide-data"
        let store = try environment.value(store, "store", expecting: "a path, or postgres://user@host/database") { JobPlace($0) != nil }
        return Settings(
            dataDir: folder,
            store: store.flatMap(JobPlace.init) ?? .file("\(folder)/jobs.sqlite"),
            pace: min(pace, Self.most),
            level: try environment.value(logLevel, "log-level", expecting: "a log level, such as info")?.level ?? .info,
            jobs: Worker.Configuration(
                concurrency: try environment.value(maxRunningJobs, "max-running-jobs", expecting: "1 or more", where: { $0 > 0 }) ?? 40,
                shutdownGrace: .seconds(min(grace, Self.most))
            )
        )
    }

    private static func isAmount(_ value: Double) -> Bool {
        value >= 0 && value.isFinite
    }

    /// As many seconds, or times of the tutorial's, are as good as for ever, and still fit in a `Duration`.
    static let most = 1e9
}

/// A level of swift-log's, by its name.
struct LogLevel: ExpressibleByArgument {
    let level: Logger.Level

    init?(argument: String) {
        guard let level = Logger.Level(rawValue: argument.lowercased()) else { return nil }
        self.level = level
    }
}
