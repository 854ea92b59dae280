import Afterwork
import AfterworkWeb
import ArgumentParser
import Logging
import ServiceLifecycle
import UnixSignals

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Runs the guide's jobs, and serves nothing, until SIGTERM or Ctrl-C.
struct Work: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Run the guide's jobs, and serve nothing.",
        discussion: """
            Any number of these run beside `guide serve`: on the same machine and the same data folder, or with --store postgres://… on any \
            machine. Each option can also be given in the environment, as GUIDE_PACE and so on; GUIDE_STORE keeps a password out of the list \
            of processes.

            Stop it with Ctrl-C: it finishes what it has begun, and hands back what takes longer than the grace. That may take as long as the \
            grace; kill -9 ends it at once, and another worker takes over.
            """
    )

    @OptionGroup var common: GuideOptions

    func validate() throws {
        _ = try common.settings(from: GuideEnvironment())
    }

    func run() async throws {
        let settings = try common.settings(from: GuideEnvironment())
        let work = try SimulatedWork(settings)
        let log = GuideLog(level: settings.level)
        // A terminal that nobody reads any more (`guide worker | head`) is no reason to end.
        signal(SIGPIPE, SIG_IGN)
        do {
            let store = try await settings.store.open()
            let queue = GuideApp.makeQueue(store: store.jobs, work: work, logger: log.logger)
            log.logger.info("Worker process [\(getpid())] runs the jobs in \(store.place) (Press CTRL+C to quit)")
            let worker = Worker(queue, configuration: settings.jobs)
            let services: [any Service] = [worker, EndNotice(worker: worker, grace: settings.jobs.shutdownGrace, logger: log.logger)]
            try await ServiceGroup(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: log.logger).run()
            await store.close()
        } catch let error as JobStoreUnavailable {
            await log.fail(error)
            throw ExitCode.failure
        }
        log.logger.info("Finished worker process [\(getpid())]")
        await work.output.flush()
        await log.writer.flush()
    }
}

/// Says, when the worker is told to end, that it has heard it, and what it waits for.
private struct EndNotice: Service {
    let worker: Worker
    let grace: Duration
    let logger: Logger

    func run() async throws {
        try await gracefulShutdown()
        logger.info("Shutting down")
        let count = worker.running.count
        if count > 0 { logger.info("Waiting for jobs to complete: \(count), for \(grace) at most. (kill -9 ends them at once)") }
    }
}
