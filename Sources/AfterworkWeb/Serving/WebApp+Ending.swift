import Afterwork
import Logging
import NIOPosix
import ServiceLifecycle
import UnixSignals

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

// What happens after a signal.
extension WebApp {
    func endOnSignals(_ signals: UnixSignalsSequence, groups: [ServiceGroup], cutter: AsyncStream<Never>.Continuation) async {
        await withTaskGroup(of: Void.self) { tasks in
            var isEnding = false
            for await signal in signals {
                if isEnding { return await exitNow(status: 1, because: "Forced to quit by a second \(signal).") }
                isEnding = true
                logger.info("Shutting down")
                if let unfinished { logger.info("Waiting for \(unfinished) to complete. (CTRL+C to force quit)") }
                for group in groups { await group.triggerGracefulShutdown() }
                tasks.addTask { await enforceGrace(cutter: cutter) }
            }
            tasks.cancelAll()
        }
    }

    /// What is waited for; `nil` if there is nothing.
    private var unfinished: String? {
        let statistics = runner.statistics
        let tasks = statistics.waiting + statistics.running.count > 0 ? "background tasks" : nil
        let jobs = worker.map { !$0.running.isEmpty } ?? false ? "jobs" : nil
        let both = [tasks, jobs].compactMap(\.self)
        return both.isEmpty ? nil : both.joined(separator: " and ")
    }

    private func enforceGrace(cutter: AsyncStream<Never>.Continuation) async {
        do {
            try await Task.sleep(for: configuration.shutdownGrace)
            cutter.finish()
            try await Task.sleep(for: Self.cancellationGrace)
            await exitNow(status: 0, because: "Ended although not everything was done: the shutdown grace is over.")
        } catch {
            return  // Everything ended in time.
        }
    }

    /// How long cancelled work may take to end.
    static var cancellationGrace: Duration { .seconds(2) }

    private func exitNow(status: CInt, because reason: Logger.Message) async {
        let statistics = runner.statistics
        for task in statistics.running {
            logger.error("Background task did not finish.", metadata: ["task.id": "\(task.id)", "task.name": "\(task.name)"])
        }
        if statistics.waiting > 0 { logger.error("\(statistics.waiting) background tasks never started.") }
        for job in worker?.running ?? [] {
            logger.warning("Job did not finish, and is handed back.", metadata: ["job.id": "\(job.id)", "job.name": "\(job.name)"])
        }
        logger.warning(reason)
        // A store that does not answer must not keep the process from ending.
        _ = MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: .seconds(1)) { exit(status) }
        await worker?.handBack()
        await flush()
        exit(status)
    }
}
