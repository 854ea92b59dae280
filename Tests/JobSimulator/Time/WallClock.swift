import Afterwork
import Synchronization

/// The clock of the store, which people and time servers set as they please, while the other one goes on.
final class WallClock: Sendable {
    private struct State {
        var offset = Duration.zero
        var latest = UnixTime(microseconds: 0)
    }

    private static let start = UnixTime(microseconds: 1_700_000_000_000_000)

    private let clock: SimulatedClock
    private let state = Mutex(State())

    init(_ clock: SimulatedClock) {
        self.clock = clock
    }

    var now: UnixTime {
        let elapsed = clock.elapsed
        return state.withLock { state in
            let now = Self.start + elapsed + state.offset
            state.latest = max(state.latest, now)
            return now
        }
    }

    /// The latest time that it has ever shown to anybody.
    var latest: UnixTime { state.withLock(\.latest) }

    /// Sets it to be so far from where it would be if nobody ever had.
    func set(ahead offset: Duration) {
        state.withLock { $0.offset = offset }
    }

    /// Sets it so that no time comes a second time.
    func setRight() {
        let elapsed = clock.elapsed
        state.withLock { $0.offset = max($0.offset, $0.latest - (Self.start + elapsed)) }
    }
}
