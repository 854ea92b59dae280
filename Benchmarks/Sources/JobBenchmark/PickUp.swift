import Afterwork
import AfterworkSQLite
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// How long an idle worker takes to begin a job, from the moment at which its enqueue is called: storing it is part of that.
struct PickUp {
    let path: String

    /// In one process, by one queue.
    func measure(count: Int, pause: Duration) async throws {
        try await answer { place in try await call(place, count: count, pause: pause) }
    }

    /// For a caller in another process.
    func answer(while body: @Sendable (StorePlace) async throws -> Void = { _ in }) async throws {
        let place = try StorePlace(path: path)
        let waits = Waits()
        place.queue.handle(Call.self) { call, _ in waits.note(call, at: monotonicNanoseconds()) }
        try await place.withWorker {
            try await body(place)
            await waits.waitForEnd()
        }
        waits.tell()
        await place.close()
    }

    /// To a worker in another process.
    func call(count: Int, pause: Duration) async throws {
        let place = try StorePlace(path: path)
        try await call(place, count: count, pause: pause)
        await place.close()
    }

    /// Jobs that come at a steady rate, a hundredth of a second's at a time, and a worker that does them.
    ///
    /// - Parameters:
    ///   - rate: How many a second.
    ///   - duration: For how long.
    ///   - last: How much of its end is looked at.
    ///   - concurrency: How many the worker runs at once.
    /// - Throws: What the store throws.
    func measureSteady(rate: Int, for duration: Duration, last: Duration, concurrency: Int) async throws {
        let place = try StorePlace(path: path)
        let waits = Waits()
        place.queue.handle(Call.self) { call, _ in waits.note(call, at: monotonicNanoseconds()) }
        try await place.withWorker(Worker.Configuration(concurrency: concurrency)) {
            let begun = ContinuousClock.now
            var count = 0
            while case let passed = begun.duration(to: .now), passed < duration {
                let due = Int(passed / .seconds(1) * Double(rate))
                let isSeen = passed >= duration - last
                let calls = (count..<max(count, due)).map {
                    Call(calledAt: monotonicNanoseconds(), number: isSeen ? $0 + 1 : 0, count: .max)
                }
                if !calls.isEmpty { try await place.queue.enqueue(all: calls) }
                count += calls.count
                try await Task.sleep(for: .milliseconds(10))
            }
            waits.tell(and: try await place.count(.available))
        }
        await place.close()
    }

    /// Enqueues a job after each pause.
    private func call(_ place: StorePlace, count: Int, pause: Duration) async throws {
        // The first ones find nothing warm, the worker perhaps not even there.
        for _ in 0..<20 {
            try await Task.sleep(for: .milliseconds(50))
            try await place.queue.enqueue(Call(calledAt: monotonicNanoseconds(), number: 0, count: count))
        }
        for number in 1...max(1, count) {
            try await Task.sleep(for: pause)
            try await place.queue.enqueue(Call(calledAt: monotonicNanoseconds(), number: number, count: count))
        }
    }
}

/// A job that knows when it was called.
private struct Call: Job {
    var calledAt: Int
    /// Counted from 1; those of 0 only warm up.
    var number: Int
    var count: Int
}

/// A clock that all processes of the machine share.
private func monotonicNanoseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

private final class Waits: Sendable {
    private let begun = monotonicNanoseconds()
    private let microseconds = Mutex([Int]())
    private let (end, last) = AsyncStream<Void>.makeStream()

    func waitForEnd() async {
        for await _ in end {}
    }

    func note(_ call: Call, at time: Int) {
        // Not one that an earlier process has begun, and was ended before it was written down.
        guard call.number > 0, call.calledAt > begun else { return }
        let count = microseconds.withLock { microseconds in
            microseconds.append((time - call.calledAt) / 1000)
            return microseconds.count
        }
        if count == call.count { last.finish() }
    }

    func tell(and more: Int? = nil) {
        let sorted = microseconds.withLock(\.self).sorted()
        guard let longest = sorted.last else { return }
        let numbers =
            [sorted[(sorted.count - 1) / 2], sorted[min(sorted.count - 1, sorted.count * 99 / 100)], longest] + (more.map { [$0] } ?? [])
        print(numbers.map(String.init).joined(separator: " "))
    }
}
