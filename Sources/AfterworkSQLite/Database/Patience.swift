#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// How long the store waits for somebody who is writing, and how often it looks.
///
/// SQLite's own timeout comes to look every tenth of a second only, by which time two processes that write in turns could have written
/// a hundred times.
struct Patience {
    /// How long it waits in all.
    static let limit = Duration.seconds(5)

    private let start = ContinuousClock.now
    private var looks = 0

    /// Waits a little, on the calling thread.
    ///
    /// - Returns: Whether to look again.
    mutating func wait() -> Bool {
        guard start.duration(to: .now) < Self.limit else { return false }
        Self.pause(after: looks)
        looks += 1
        return true
    }

    /// The same for SQLite, which only tells how often it has looked.
    static func wait(after looks: Int) -> Bool {
        guard looks < shortLooks + Int(limit / longPause) else { return false }
        pause(after: looks)
        return true
    }

    private static let shortLooks = 50
    private static let shortPause = Duration.microseconds(100)
    private static let longPause = Duration.milliseconds(1)

    private static func pause(after looks: Int) {
        let pause = looks < shortLooks ? shortPause : longPause
        usleep(useconds_t(pause / .microseconds(1)))
    }
}
