import CoreMetrics

/// Makes jobs available whose time has come, and discards those that are too late.
struct Stager {
    let worker: Worker

    private static let batch = 1000
    /// How long to look away at most: another process may have stored a job that is due earlier.
    private static let longest = Duration.seconds(5)

    func run() async {
        var patience = Backoff(worker: worker, doing: "make due jobs available")
        while !Task.isCancelled {
            do {
                let staging = try await worker.store.stage(limit: Self.batch)
                patience.reset()
                if staging.expired > 0 { worker.metrics.expired.increment(by: staging.expired) }
                let pause = min(staging.next ?? Self.longest, Self.longest)
                if pause > .zero { await worker.bells.stager.wait(for: pause, on: worker.clock) }
            } catch {
                await patience.wait(after: error)
            }
        }
    }
}
