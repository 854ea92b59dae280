import Afterwork
import AfterworkSQLite
import Load

/// Jobs from enqueue to finished.
struct Draining {
    let folder: String

    private static let callers = 256

    /// Callers that enqueue as fast as they can, and a worker with an empty handler.
    ///
    /// - Parameters:
    ///   - jobs: How many.
    ///   - concurrency: How many the worker runs at once; 0 for as many as it does unless told otherwise.
    /// - Throws: What the store throws.
    func measure(jobs: Int, concurrency: Int) async throws {
        var configuration = Worker.Configuration()
        if concurrency > 0 { configuration.concurrency = concurrency }
        let place = try await StorePlace(anewIn: folder)
        let begunCount = Counter()
        place.queue.handle(AnalyzeReview.self) { _, _ in _ = begunCount.add() }
        try await place.withWorker(configuration) {
            let (begun, commits) = (ContinuousClock.now, place.commitCount)
            try await place.enqueue(jobs, callers: Self.callers)
            while begunCount.value < jobs { try await Task.sleep(for: .milliseconds(1)) }
            while try await place.count(.completed) < jobs { try await Task.sleep(for: .milliseconds(1)) }
            let rate = Double(jobs) / (begun.duration(to: .now) / .seconds(1))
            print(Int(rate), Double(jobs) / Double(max(1, place.commitCount - commits)), peakMemory)
        }
        await place.close()
    }

    /// The same jobs inserted, claimed and finished, each of the three for as many in a commit as the store did.
    func measureRaw(jobs: Int, batch: Int) async throws {
        let raw = try await RawStore.made(in: folder)
        let begun = ContinuousClock.now
        var (inserted, finished) = (0, 0)
        while finished < jobs {
            let count = min(max(1, batch), jobs - inserted)
            inserted += count
            finished += raw.turn(inserting: count, claiming: max(1, batch))
        }
        print(Int(Double(jobs) / (begun.duration(to: .now) / .seconds(1))))
    }

    /// Jobs that wait, because all places of the worker are taken.
    func measureWaiting(jobs: Int) async throws {
        let place = try await StorePlace(anewIn: folder)
        place.queue.handle(AnalyzeReview.self) { _, _ in try await Task.sleep(for: .seconds(86_400)) }
        try await place.withWorker(Worker.Configuration(shutdownGrace: .zero, cancellationGrace: .zero)) {
            try await place.enqueue(jobs, callers: Self.callers)
            print(peakMemory)
        }
        await place.close()
    }
}
