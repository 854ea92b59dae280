import CoreMetrics
import Logging

/// How long a part of a worker waits after the store has failed it, longer each time; and the log that says so, once.
struct Backoff {
    let worker: Worker
    let doing: String
    private var failures = 0

    init(worker: Worker, doing: String) {
        self.worker = worker
        self.doing = doing
    }

    private static let first = Duration.milliseconds(100)
    private static let longest = Duration.seconds(5)

    /// Waits, or returns at once if the worker is cancelled, or when the bell rings.
    mutating func wait(after error: any Error, orFor bell: Bell? = nil) async {
        failures += 1
        if failures == 1 {
            worker.metrics.storeFailures.increment()
            worker.logger.error("The worker cannot \(doing). It tries again until it can.", metadata: ["error": "\(error)"])
        }
        let pause = min(Self.longest, Self.first * (1 << min(failures - 1, 10)))
        if let bell {
            await bell.wait(for: pause, on: worker.clock)
        } else {
            // Its only error is that it was cancelled, which whoever waits finds out for himself.
            try? await worker.clock.sleep(for: pause)
        }
    }

    /// Takes note that it went well.
    mutating func reset() {
        if failures > 0 { worker.logger.notice("The worker can \(doing) again.") }
        failures = 0
    }
}
