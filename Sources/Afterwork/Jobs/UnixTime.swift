#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A moment as a store keeps it: whole microseconds since the beginning of 1970 in UTC, leap seconds not counted.
///
/// `Date` counts in fractions of a second; a store compares, orders and adds, which whole numbers do exactly.
public struct UnixTime: Sendable, Hashable, Comparable {
    /// Microseconds since 1970; negative before.
    public var microseconds: Int64

    /// A moment.
    ///
    /// - Parameter microseconds: Microseconds since 1970.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The moment that a `Date` is, to the microsecond.
    ///
    /// ```swift
    /// background.enqueue(SendReminder(…)) { $0.schedule = .at(UnixTime(secondsSince1970: date.timeIntervalSince1970)) }
    /// ```
    ///
    /// - Parameter seconds: Seconds since 1970, with fractions; the ends of time for what lies beyond them, and 1970 for what is no number.
    public init(secondsSince1970 seconds: Double) {
        let microseconds = (seconds * 1_000_000).rounded()
        self.init(microseconds: Int64(exactly: microseconds) ?? (seconds > 0 ? .max : seconds < 0 ? .min : 0))
    }

    /// The moment that the system's clock shows.
    public static var now: UnixTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UnixTime(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    /// The far future: later than any other.
    public static var distantFuture: UnixTime { UnixTime(microseconds: .max) }

    /// Whether a moment is earlier than another.
    public static func < (first: UnixTime, second: UnixTime) -> Bool {
        first.microseconds < second.microseconds
    }

    /// The moment that is so much later; the far future where there would be none.
    public static func + (time: UnixTime, duration: Duration) -> UnixTime {
        let (sum, overflow) = time.microseconds.addingReportingOverflow(duration.wholeMicroseconds)
        return UnixTime(microseconds: overflow ? (duration < .zero ? .min : .max) : sum)
    }

    /// How long it is from a moment to another; negative if the first is the later.
    public static func - (later: UnixTime, earlier: UnixTime) -> Duration {
        let (difference, overflow) = later.microseconds.subtractingReportingOverflow(earlier.microseconds)
        return .microseconds(overflow ? (later < earlier ? .min : .max) : difference)
    }
}

extension Duration {
    /// The duration in microseconds, what is left over cut off; the largest number there is for a longer one.
    public var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, overflowToo) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        return overflow || overflowToo ? (seconds < 0 ? .min : .max) : sum
    }
}
