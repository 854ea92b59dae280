#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The moment in local time, as Python writes it.
enum LocalTime {
    /// Like `2025-06-18 12:39:32`.
    static func seconds() -> String {
        let (time, _) = now()
        return text(time, separator: " ")
    }

    /// Like `2025-06-18T13:03:21.928977`, always with six digits.
    static func microseconds() -> String {
        let (time, microseconds) = now()
        return text(time, separator: "T") + "." + padded(microseconds, to: 6)
    }

    private static func now() -> (tm, microseconds: Int) {
        var moment = timespec()
        clock_gettime(CLOCK_REALTIME, &moment)
        var time = tm()
        localtime_r(&moment.tv_sec, &time)
        return (time, Int(moment.tv_nsec) / 1000)
    }

    private static func text(_ time: tm, separator: String) -> String {
        let date = "\(time.tm_year + 1900)-\(padded(Int(time.tm_mon) + 1, to: 2))-\(padded(Int(time.tm_mday), to: 2))"
        let clock = [time.tm_hour, time.tm_min, time.tm_sec].map { padded(Int($0), to: 2) }.joined(separator: ":")
        return date + separator + clock
    }

    private static func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
