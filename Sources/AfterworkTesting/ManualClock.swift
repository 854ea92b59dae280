public import Afterwork
import Synchronization

/// A clock that stands still until a test moves it, and the time of day with it.
///
/// ```swift
/// let clock = ManualClock()
/// let queue = JobQueue(store: InMemoryJobStore(now: clock.time), now: clock.time)
///
/// try await queue.enqueue(SendReceipt(orderID: 7)) { $0.schedule = .after(.seconds(60)) }
/// clock.advance(by: .seconds(60))
/// try await queue.runUntilIdle()      // the receipt is sent
/// ```
///
/// What sleeps by it wakes when its time has come, and never earlier: no test that uses it sleeps for real.
public final class ManualClock: Clock, Sendable {
    /// A time since the clock was made.
    public struct Instant: InstantProtocol {
        /// How long after the clock was made.
        public let offset: Duration

        /// A later, or earlier, time.
        public func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }

        /// How long it is until another time.
        public func duration(to other: Instant) -> Duration { other.offset - offset }

        /// Whether a time comes before another.
        public static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state: Mutex<State>

    /// A clock at zero.
    ///
    /// - Parameter time: The time of day that it begins with; the beginning of 2026 in UTC unless given.
    public init(time: UnixTime = UnixTime(microseconds: 1_767_225_600_000_000)) {
        state = Mutex(State(time: time))
    }

    /// The time that the test has set.
    public var now: Instant { state.withLock(\.now) }

    /// Nanoseconds will do.
    public var minimumResolution: Duration { .nanoseconds(1) }

    /// The time of day, for what takes a closure that tells it: `InMemoryJobStore(now: clock.time)`.
    ///
    /// - Returns: The time of day, in whole microseconds.
    public func time() -> UnixTime { state.withLock(\.time) }

    /// Moves the clock and the time of day, and wakes those whose time has come.
    ///
    /// - Parameter duration: How far, 0 or more.
    public func advance(by duration: Duration) {
        let ready = state.withLock { state in
            state.now = state.now.advanced(by: max(.zero, duration))
            state.time = state.time + max(.zero, duration)
            return state.takeReady()
        }
        for waiter in ready { waiter.resume() }
    }

    /// Sets the time of day alone, forwards or back, as somebody does who sets the clock of a machine. Nobody wakes of it.
    ///
    /// - Parameter time: The time of day.
    public func setTime(_ time: UnixTime) {
        state.withLock { $0.time = time }
    }

    /// Waits until the test has moved the clock far enough.
    ///
    /// - Parameters:
    ///   - deadline: How far.
    ///   - tolerance: Of no use here.
    /// - Throws: `CancellationError` when the waiting task is cancelled.
    public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        try await wait(for: .time(deadline))
    }

    /// Waits until tasks sleep by this clock, so that moving it now wakes them.
    ///
    /// - Parameter count: How many tasks, at the same time.
    /// - Throws: `CancellationError` when the waiting task is cancelled.
    public func waitForSleepers(_ count: Int = 1) async throws {
        try await wait(for: .sleepers(count))
    }

    private func wait(for condition: Condition) async throws {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        defer { state.withLock { _ = $0.cancelled.remove(number) } }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let ready = state.withLock { $0.enter(number, condition, continuation) }
                for waiter in ready ?? [] { waiter.resume() }
                if ready == nil { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            state.withLock { $0.cancel(number) }?.resume(throwing: CancellationError())
        }
    }
}

/// What somebody waits for.
private enum Condition {
    case time(ManualClock.Instant)
    case sleepers(Int)
}

private struct State {
    typealias Continuation = CheckedContinuation<Void, any Error>

    var now = ManualClock.Instant(offset: .zero)
    var time: UnixTime
    var lastNumber = 0
    /// Those who were cancelled before they had begun to wait.
    var cancelled: Set<Int> = []
    private var waiters: [Int: (condition: Condition, continuation: Continuation)] = [:]

    init(time: UnixTime) {
        self.time = time
    }

    /// - Returns: Those who need not wait any longer; `nil` if this one was cancelled.
    mutating func enter(_ number: Int, _ condition: Condition, _ continuation: Continuation) -> [Continuation]? {
        guard !cancelled.contains(number) else { return nil }
        waiters[number] = (condition, continuation)
        return takeReady()
    }

    mutating func cancel(_ number: Int) -> Continuation? {
        cancelled.insert(number)
        return waiters.removeValue(forKey: number)?.continuation
    }

    mutating func takeReady() -> [Continuation] {
        let sleepers = waiters.values.count { if case .time(let deadline) = $0.condition { deadline > now } else { false } }
        let ready = waiters.filter { waiter in
            switch waiter.value.condition {
            case .time(let deadline): deadline <= now
            case .sleepers(let count): sleepers >= count
            }
        }
        for number in ready.keys { waiters[number] = nil }
        return ready.sorted { $0.key < $1.key }.map(\.value.continuation)
    }
}
