/// Removes jobs that were done with long ago.
struct Pruner {
    let worker: Worker

    private static let batch = 500
    private static let pause = Duration.seconds(30)

    func run() async {
        var patience = Backoff(worker: worker, doing: "remove old jobs")
        while !Task.isCancelled {
            do {
                let removed = try await worker.store.prune(worker.configuration.retention, limit: Self.batch)
                patience.reset()
                // Its only error is that it was cancelled. A full batch is followed by the next one, after whoever waits.
                try? await worker.clock.sleep(for: removed < Self.batch ? Self.pause : .milliseconds(50))
            } catch {
                await patience.wait(after: error)
            }
        }
    }
}
