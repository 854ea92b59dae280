import Afterwork
import AfterworkWeb
import Logging

/// Assembles the guide from its routes and its jobs.
enum GuideApp {
    /// The guide's jobs, and what is done with them.
    static func makeQueue(store: any JobStore, work: SimulatedWork, logger: Logger) -> JobQueue {
        let queue = JobQueue(store: store, logger: logger)
        queue.handle(AnalyzeReview.self) { review, context in try await review.run(context, with: work) }
        queue.handle(ProcessDocument.self) { document, context in try await document.run(context, with: work) }
        return queue
    }

    /// The guide's server, which runs of the jobs what it is told, or none.
    static func makeServer(
        configuration: WebApp.Configuration,
        tasks: BackgroundRunner.Configuration,
        queue: JobQueue,
        jobs: Worker.Configuration?,
        work: SimulatedWork,
        log: GuideLog
    ) -> WebApp {
        WebApp(
            title: "Guide",
            configuration: configuration,
            runner: BackgroundRunner(configuration: tasks, logger: log.logger),
            queue: queue,
            jobs: jobs,
            logger: log.logger,
            consoles: [work.output, log.writer]
        ) {
            Root()
            Projects(work: work)
            Reviews()
            Documents(work: work)
            JobRoutes(queue) { _, job, _ in mayBeSeen(job) }
        }
    }

    /// Whether a job is shown to whoever names it, who may then cancel it too.
    ///
    /// The guide has no users: the id of a job, which is told only to whoever sent the review or the document and cannot be guessed, is
    /// all that it takes. An application with users compares here who sends the request with whose job it is, which the job says or a table
    /// of the application's own, and asks for more where the access is `.cancel`.
    private static func mayBeSeen(_ job: JobRecord) -> Bool {
        job.name == AnalyzeReview.name || job.name == ProcessDocument.name
    }
}
