import Afterwork
import AfterworkSQLite

/// Stores that hold jobs already.
struct Keeping {
    let path: String

    private static let batch = 256

    /// Stores jobs that are completed.
    func keep(_ jobs: Int) async throws {
        let place = try StorePlace(path: path)
        await place.close()
        let raw = try RawStore(path: path)
        raw.keep(jobs)
    }

    /// Enqueues, and claims and finishes what was enqueued, beside what is there.
    func measure(jobs: Int) async throws {
        let place = try StorePlace(path: path)
        try await place.enqueue(callers: Self.batch, until: .now + .milliseconds(100))
        var begun = ContinuousClock.now
        try await place.enqueue(jobs, callers: Self.batch)
        let enqueued = begun.duration(to: .now) / .seconds(1)
        begun = .now
        let ended = try await end(in: place)
        print(Int(Double(jobs) / enqueued), Int(Double(ended) / (begun.duration(to: .now) / .seconds(1))))
        await place.close()
    }

    /// Claims and finishes by the store's own verbs, as a worker says them.
    private func end(in place: StorePlace) async throws -> Int {
        let store = place.store
        let incarnation = try await store.join()
        let request = ClaimRequest(
            incarnation: incarnation,
            names: [AnalyzeReview.name],
            shares: [.init(queue: AnalyzeReview.options.queue, fair: Self.batch, most: Self.batch)],
            limit: Self.batch
        )
        var held: [ClaimedJob] = []
        var count = 0
        repeat {
            let finished = held.map { FinishedAttempt($0.attempt, .completed(result: nil)) }
            async let written = store.finish(finished)
            async let claimed = store.claim(request)
            count += try await written.count
            held = try await claimed.jobs
        } while !held.isEmpty
        try await store.leave(incarnation)
        return count
    }

    /// Stores reviews that wait to be analysed.
    func fill(_ jobs: Int) async throws {
        let place = try StorePlace(path: path)
        var left = jobs
        while left > 0 {
            let reviews = Array(repeating: AnalyzeReview(), count: min(left, 1000))
            left -= try await place.queue.enqueue(all: reviews).count
        }
        await place.close()
    }

    /// Tells how many jobs wait.
    func tellWaiting() async throws {
        let place = try StorePlace(path: path)
        print(try await place.count(.available))
        await place.close()
    }
}
