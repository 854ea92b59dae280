import CoreMetrics

/// What a runner tells swift-metrics. Labels begin with `afterwork.tasks`; times are in nanoseconds.
struct TaskMetrics: Sendable {
    let added: Counter
    let finished: Counter
    let failed: Counter
    let refused: Counter
    let waiting: Meter
    let running: Meter
    let waitTime: Timer
    let runTime: Timer

    init(factory: any MetricsFactory) {
        added = Counter(label: "afterwork.tasks.added", factory: factory)
        finished = Counter(label: "afterwork.tasks.finished", factory: factory)
        failed = Counter(label: "afterwork.tasks.failed", factory: factory)
        refused = Counter(label: "afterwork.tasks.refused", factory: factory)
        waiting = Meter(label: "afterwork.tasks.waiting", factory: factory)
        running = Meter(label: "afterwork.tasks.running", factory: factory)
        waitTime = Timer(label: "afterwork.tasks.wait_time", preferredDisplayUnit: .milliseconds, factory: factory)
        runTime = Timer(label: "afterwork.tasks.run_time", preferredDisplayUnit: .milliseconds, factory: factory)
    }
}
