extension Worker {
    /// A queue that a worker serves.
    public struct ServedQueue: Sendable, Hashable, ExpressibleByStringLiteral {
        /// What the queue is called.
        public let name: String
        /// How many of its jobs this worker runs at once at most; `nil` for as many as it runs in all.
        public let concurrency: Int?
        /// How much of the worker the queue gets while others have jobs too, compared with their weights; 1 or more.
        public let weight: Int

        /// A queue.
        ///
        /// - Parameters:
        ///   - name: What it is called.
        ///   - concurrency: How many of its jobs this worker runs at once at most.
        ///   - weight: How much of the worker it gets while others have jobs too.
        public init(_ name: String, concurrency: Int? = nil, weight: Int = 1) {
            self.name = name
            self.concurrency = concurrency.map { max(1, $0) }
            self.weight = max(1, weight)
        }

        /// A queue without a limit of its own.
        ///
        /// - Parameter value: What it is called.
        public init(stringLiteral value: String) {
            self.init(value)
        }
    }

    /// What a worker serves, and how.
    public struct Configuration: Sendable, Hashable {
        /// How many jobs run at the same time, 1 or more. A job that is suspended counts.
        public var concurrency: Int
        /// The queues that are served. If none is named, all are.
        public var queues: [ServedQueue]
        /// How long running jobs may take to finish at shutdown before they are cancelled.
        public var shutdownGrace: Duration
        /// How long a cancelled job may take to end before it is shown as one that ignores it, or at shutdown is handed back.
        public var cancellationGrace: Duration
        /// What is kept of jobs that were done with.
        public var retention: JobRetention
        /// How often the worker looks for work and orders of which it got no notice.
        public var pollInterval: Duration
        /// How often the worker shows that it lives.
        public var beatInterval: Duration
        /// How long another worker may show nothing before it is dead. Longer than a few of its beats.
        public var lease: Duration

        /// Settings.
        ///
        /// - Parameters:
        ///   - concurrency: How many jobs run at the same time, 1 or more.
        ///   - queues: The queues that are served; all if none is named.
        ///   - shutdownGrace: How long running jobs may take to finish at shutdown.
        ///   - cancellationGrace: How long a cancelled job may take to end.
        ///   - retention: What is kept of jobs that were done with.
        ///   - pollInterval: How often the worker looks for work of which it got no notice.
        ///   - beatInterval: How often the worker shows that it lives.
        ///   - lease: How long another worker may show nothing before it is dead.
        public init(
            concurrency: Int = 40,
            queues: [ServedQueue] = [],
            shutdownGrace: Duration = .seconds(30),
            cancellationGrace: Duration = .seconds(2),
            retention: JobRetention = JobRetention(),
            pollInterval: Duration = .seconds(1),
            beatInterval: Duration = .seconds(2),
            lease: Duration = .seconds(10)
        ) {
            self.concurrency = max(1, concurrency)
            self.queues = queues
            self.shutdownGrace = shutdownGrace
            self.cancellationGrace = cancellationGrace
            self.retention = retention
            self.pollInterval = pollInterval
            self.beatInterval = beatInterval
            self.lease = lease
        }
    }
}
