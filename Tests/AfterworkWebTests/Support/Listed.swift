import AfterworkWeb
import Synchronization

/// Routes written by hand.
struct Listed: RouteProvider {
    let routes: [Route]
}

/// Counts from 1.
final class Counter: Sendable {
    private let count = Mutex(0)

    /// How often it counted.
    var value: Int { count.withLock { $0 } }

    /// Counts one more.
    @discardableResult
    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
