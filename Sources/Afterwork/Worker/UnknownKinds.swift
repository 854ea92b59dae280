import Logging
import Synchronization

/// Says once of each kind of job that waits and that the worker has no handler for: it may be one that nobody has.
struct UnknownKinds {
    let worker: Worker

    private static let pause = Duration.seconds(30)

    func run() async {
        var told: Set<String> = []
        while !Task.isCancelled {
            let names = worker.board.withLock(\.names)
            // Whoever cannot ask now asks again later.
            for count in (try? await worker.store.counts()) ?? [] where count.state == .available && !names.contains(count.name) {
                guard told.insert(count.name).inserted else { continue }
                worker.logger.notice(
                    "Jobs wait that this worker has no handler for. They are left for one that has; if there is none, say queue.handle(…).",
                    metadata: ["job.name": "\(count.name)", "job.queue": "\(count.queue)", "jobs": "\(count.count)"]
                )
            }
            // Its only error is that it was cancelled.
            try? await worker.clock.sleep(for: Self.pause)
        }
    }
}
