/// The tasks of one response on their way through the runner: they run one after another, in this order.
struct TaskBatch: Sendable {
    let responseID: UInt64
    let tasks: [BackgroundTask]
    /// When the response was done, and so since when the tasks have waited.
    let handedOver = ContinuousClock.now
}
