import Synchronization

/// A clock that goes on when nothing else can happen, to the moment for which somebody waits.
final class SimulatedClock: Clock, Sendable {
    struct Instant: InstantProtocol {
        let offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (first: Instant, second: Instant) -> Bool { first.offset < second.offset }
    }

    fileprivate struct Sleeper {
        let deadline: Duration
        let continuation: CheckedContinuation<Bool, Never>
    }

    fileprivate struct State {
        var now = Duration.zero
        var sleepers: [Int: Sleeper] = [:]
        var cancelled: Set<Int> = []
        var last = 0
    }

    private let state = Mutex(State())

    var now: Instant { Instant(offset: state.withLock(\.now)) }
    /// How long the simulation has been going on.
    var elapsed: Duration { state.withLock(\.now) }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let number = state.withLock { $0.next() }
        let isDue = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDue = state.withLock { state -> Bool? in
                    if state.cancelled.remove(number) != nil { return false }
                    if deadline.offset <= state.now { return true }
                    state.sleepers[number] = Sleeper(deadline: deadline.offset, continuation: continuation)
                    return nil
                }
                if let isDue { continuation.resume(returning: isDue) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: number)
                if sleeper == nil { state.cancelled.insert(number) }
                return sleeper
            }
            sleeper?.continuation.resume(returning: false)
        }
        if !isDue { throw CancellationError() }
    }

    /// Waits also if the caller was cancelled, as one waits for an answer that is on its way.
    func wait(for duration: Duration) async {
        _ = await withCheckedContinuation { continuation in
            state.withLock { state in
                let number = state.next()
                state.sleepers[number] = Sleeper(deadline: state.now + duration, continuation: continuation)
            }
        }
    }

    /// Goes on to the next moment for which somebody waits.
    ///
    /// - Returns: Whether there is one.
    func advance() -> Bool {
        let sleeper = state.withLock { state -> Sleeper? in
            guard let (number, sleeper) = state.sleepers.min(by: { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }) else {
                return nil
            }
            state.now = max(state.now, sleeper.deadline)
            state.sleepers[number] = nil
            return sleeper
        }
        sleeper?.continuation.resume(returning: true)
        return sleeper != nil
    }
}

extension SimulatedClock.State {
    fileprivate mutating func next() -> Int {
        last += 1
        return last
    }
}
