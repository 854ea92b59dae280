import Synchronization

// What whoever runs a worker can see of it, and do at its end.

extension Worker {
    /// A job that is being run.
    public struct RunningJob: Sendable, Identifiable {
        /// The job's id.
        public let id: JobID
        /// What jobs of its type are called.
        public let name: String
        /// The queue that it waited in.
        public let queue: String
        /// How long it has been running.
        public let duration: Duration
    }

    /// The jobs that this worker is running now, the oldest first.
    public var running: [RunningJob] {
        let now = elapsed()
        return board.withLock { Array($0.running.values) }.filter { $0.stop != .lost }.sorted { $0.since < $1.since }.map { running in
            RunningJob(id: running.job.attempt.id, name: running.job.name, queue: running.job.queue, duration: now - running.since)
        }
    }

    /// Hands back at once what the worker holds, however far it is, and writes down what has ended: for a process that is about to exit
    /// without waiting for it. Jobs found running in a process that is gone would count as crashed.
    package func handBack() async {
        board.withLock { board in
            board.close()
            _ = board.desert()
        }
        while true {
            let attempts = board.withLock { $0.takeFinished(isLast: true) }
            if attempts.isEmpty { return }
            // What cannot be written is found by whoever starts next.
            _ = try? await store.finish(attempts)
        }
    }
}
