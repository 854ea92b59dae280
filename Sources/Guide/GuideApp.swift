import Afterwork
import AfterworkWeb
import Logging

/// Assembles the guide from its routes.
enum GuideApp {
    static func make(
        configuration: WebApp.Configuration,
        tasks: BackgroundRunner.Configuration,
        work: SimulatedWork,
        log: ConsoleWriter,
        level: Logger.Level
    ) -> WebApp {
        let logger = Logger(label: "guide") { _ in ConsoleLogHandler(writer: log, logLevel: level) }
        return WebApp(
            title: "Guide",
            configuration: configuration,
            runner: BackgroundRunner(configuration: tasks, logger: logger),
            logger: logger,
            consoles: [work.output, log]
        ) {
            Root()
            Projects(work: work)
            Reviews(work: work)
            Documents(work: work)
        }
    }
}
