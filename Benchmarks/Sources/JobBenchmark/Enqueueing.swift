import Afterwork
import AfterworkSQLite
import Synchronization

/// Storing jobs.
struct Enqueueing {
    let folder: String

    /// Callers that each enqueue one job after another.
    func measure(callers: Int, for duration: Duration) async throws {
        let place = try await StorePlace(anewIn: folder)
        // Until threads, caches and statements are there.
        try await place.enqueue(callers: callers, until: .now + .milliseconds(100))
        let (begun, commits) = (ContinuousClock.now, place.commitCount)
        let count = try await place.enqueue(callers: callers, until: begun + duration)
        let rate = Double(count) / (begun.duration(to: .now) / .seconds(1))
        print(Int(rate), Double(count) / Double(max(1, place.commitCount - commits)))
        await place.close()
    }

    /// Many jobs in each call, and two calls at a time: one is prepared while the other is stored.
    func measureBulk(jobs: Int) async throws {
        let place = try await StorePlace(anewIn: folder)
        try await place.enqueue(callers: 1, until: .now + .milliseconds(100))
        let begun = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<2 {
                group.addTask { [queue = place.queue] in
                    var left = jobs / 2 + (caller == 0 ? jobs % 2 : 0)
                    while left > 0 {
                        left -= try await queue.enqueue(all: Array(repeating: AnalyzeReview(), count: min(left, 10_000))).count
                    }
                }
            }
            try await group.waitForAll()
        }
        print(Int(Double(jobs) / (begun.duration(to: .now) / .seconds(1))))
        await place.close()
    }

    /// One batch after another.
    func measureRaw(batch: Int, for duration: Duration) async throws {
        let raw = try await RawStore.made(in: folder)
        let begun = ContinuousClock.now
        var count = 0
        while begun.duration(to: .now) < duration {
            raw.insert(max(1, batch))
            count += max(1, batch)
        }
        print(Int(Double(count) / (begun.duration(to: .now) / .seconds(1))))
    }
}

extension StorePlace {
    /// Enqueues until a moment.
    ///
    /// - Returns: How many jobs.
    @discardableResult
    func enqueue(callers: Int, until end: ContinuousClock.Instant) async throws -> Int {
        let count = Counter()
        try await enqueue(callers: callers) {
            guard .now < end else { return false }
            count.add()
            return true
        }
        return count.value
    }

    /// Enqueues a number of jobs.
    func enqueue(_ jobs: Int, callers: Int) async throws {
        let count = Counter()
        try await enqueue(callers: callers) { count.add() <= jobs }
    }
}

/// Counts from many threads.
final class Counter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .relaxed) }

    /// Counts one more.
    ///
    /// - Returns: The count with it.
    @discardableResult
    func add() -> Int { count.add(1, ordering: .relaxed).newValue }
}
