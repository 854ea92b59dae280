import Synchronization

// What whoever monitors a runner, or tests with one, can see of it.

extension BackgroundRunner {
    /// A runner's figures at one moment.
    public struct Statistics: Sendable {
        /// A task that is being run.
        public struct RunningTask: Sendable {
            /// The task's id.
            public let id: BackgroundTask.ID
            /// The task's name.
            public let name: String
            /// How long it has been running.
            public let duration: Duration
        }

        /// Tasks added and not begun, those of requests still being answered included.
        public let waiting: Int
        /// The tasks that are being run.
        public let running: [RunningTask]
        /// Tasks added since the runner was made, refused ones included.
        public let added: Int
        /// Tasks that ended without an error.
        public let finished: Int
        /// Tasks that threw.
        public let failed: Int
        /// Tasks added too late, after their response had begun.
        public let refused: Int
    }

    /// The runner's figures now.
    public var statistics: Statistics {
        let now = ContinuousClock.now
        let (waiting, running) = line.withLock { ($0.waiting, $0.running) }
        return Statistics(
            waiting: waiting,
            running: running.compactMap { running in
                running.map { .init(id: $0.task.id, name: $0.task.name, duration: $0.since.duration(to: now)) }
            },
            added: totals.added.load(ordering: .relaxed),
            finished: totals.finished.load(ordering: .relaxed),
            failed: totals.failed.load(ordering: .relaxed),
            refused: totals.refused.load(ordering: .relaxed)
        )
    }

    /// Waits until the tasks of a response have ended, and returns how. For tests.
    ///
    /// - Parameter id: The ``TaskList/id`` of the response's tasks. Tasks that the handler dropped by throwing are not among them.
    /// - Returns: One result for each task, in the order in which they ran.
    /// - Precondition: The runner's configuration says ``Configuration/recordsResults``; otherwise the answer is empty at once.
    public func results(ofResponse id: UInt64) async -> [BackgroundTaskResult] {
        await records?.results(of: id) ?? []
    }
}
