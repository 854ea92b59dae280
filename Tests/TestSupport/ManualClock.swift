import Synchronization

/// A clock that stands still until a test moves it.
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

    private let time = Mutex(Instant(offset: .zero))
    private let moves = Journal()
    private let sleepers = Journal()

    /// A clock at zero.
    public init() {}

    /// The time that the test has set.
    public var now: Instant { time.withLock(\.self) }

    /// Nanoseconds will do.
    public var minimumResolution: Duration { .nanoseconds(1) }

    /// Waits until the test has moved the clock far enough.
    public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        sleepers.note("sleep")
        try await moves.wait { [self] _ in now >= deadline }
    }

    /// Moves the clock, and wakes those whose time has come.
    public func advance(by duration: Duration) {
        time.withLock { $0 = $0.advanced(by: duration) }
        moves.note("move")
    }

    /// Waits until somebody has begun to sleep by this clock.
    public func waitForSleeper() async throws {
        try await sleepers.wait(forCount: 1)
    }
}
