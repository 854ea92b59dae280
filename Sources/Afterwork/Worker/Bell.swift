import Synchronization

/// Wakes the one who waits for it. Rung while nobody waits, it wakes the next one at once.
final class Bell: Sendable {
    private enum State {
        case silent
        case rung
        case awaited(CheckedContinuation<Void, Never>)
    }

    private let state = Mutex(State.silent)

    func ring() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard case .awaited(let waiter) = state else {
                state = .rung
                return nil
            }
            state = .silent
            return waiter
        }
        waiter?.resume()
    }

    /// Takes back a ring that nobody has heard.
    func silence() {
        state.withLock { state in
            if case .rung = state { state = .silent }
        }
    }

    /// Returns when the bell rings, or when the caller is cancelled. Only one may wait at a time.
    func wait() async {
        await withTaskCancellationHandler {
            await waitForRing()
        } onCancel: {
            ring()
        }
    }

    /// Returns when the bell rings, even if the caller was cancelled before.
    func waitForRing() async {
        await withCheckedContinuation { continuation in
            let isRung = state.withLock { state in
                guard case .silent = state else {
                    state = .silent
                    return true
                }
                state = .awaited(continuation)
                return false
            }
            if isRung { continuation.resume() }
        }
    }

    /// Returns when the bell rings, after a while, or when the caller is cancelled.
    func wait(for duration: Duration, on clock: some Clock<Duration>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait() }
            // Its only error is that it was cancelled.
            group.addTask { try? await clock.sleep(for: duration) }
            await group.next()
            group.cancelAll()
        }
    }
}

/// What wakes the parts of a worker.
struct WorkerBells: Sendable {
    /// There is something to claim or to write down.
    let exchange = Bell()
    /// Jobs may have become due, or another one is due first.
    let stager = Bell()
    /// A job was cancelled or a queue paused.
    let heartbeat = Bell()
    /// A timeout was begun that may end first.
    let deadlines = Bell()
    /// By slot: its task is to be cancelled.
    let stops: [Bell]

    init(slots: Int) {
        stops = (0..<slots).map { _ in Bell() }
    }
}
