import CoreMetrics

/// What a worker tells swift-metrics. Labels begin with `afterwork.jobs`; times are in nanoseconds.
struct JobMetrics: Sendable {
    let running: Meter
    let completed: Counter
    let failed: Counter
    let discarded: Counter
    let cancelled: Counter
    let snoozed: Counter
    let released: Counter
    let quarantined: Counter
    let rescued: Counter
    let expired: Counter
    let stale: Counter
    let ignoringCancellation: Counter
    let storeFailures: Counter
    let waitTime: Timer
    let runTime: Timer

    init(factory: any MetricsFactory) {
        func counter(_ name: String) -> Counter { Counter(label: "afterwork.jobs.\(name)", factory: factory) }
        func timer(_ name: String) -> Timer {
            Timer(label: "afterwork.jobs.\(name)", preferredDisplayUnit: .milliseconds, factory: factory)
        }
        running = Meter(label: "afterwork.jobs.running", factory: factory)
        completed = counter("completed")
        failed = counter("failed")
        discarded = counter("discarded")
        cancelled = counter("cancelled")
        snoozed = counter("snoozed")
        released = counter("released")
        quarantined = counter("quarantined")
        rescued = counter("rescued")
        expired = counter("expired")
        stale = counter("stale")
        ignoringCancellation = counter("ignoring_cancellation")
        storeFailures = counter("store_failures")
        waitTime = timer("wait_time")
        runTime = timer("run_time")
    }

    func begin(_ job: ClaimedJob) {
        running.increment()
        waitTime.recordNanoseconds(job.waited.nanoseconds)
    }

    func end(_ job: ClaimedJob, _ outcome: JobOutcome, took duration: Duration) {
        running.decrement()
        runTime.recordNanoseconds(duration.nanoseconds)
        switch outcome {
        case .completed: completed.increment()
        case .failed(_, let retryAfter): (retryAfter == nil ? discarded : failed).increment()
        case .discarded: discarded.increment()
        case .snoozed: snoozed.increment()
        case .released: released.increment()
        case .stopped: cancelled.increment()
        case .undecodable: quarantined.increment()
        }
    }
}
