import Logging
import Synchronization

/// Shows that a worker lives, and stops what the store says is to be stopped.
struct Heartbeat {
    let worker: Worker

    func run() async {
        var patience = Backoff(worker: worker, doing: "show the store that it lives")
        while !Task.isCancelled {
            guard let incarnation = worker.board.withLock(\.incarnation) else { return }
            do {
                let orders = try await worker.store.beat(incarnation)
                patience.reset()
                for id in orders.cancelled { worker.stop(id, because: .cancelled) }
                if !orders.isKnown { await joinAgain() }
                await worker.bells.heartbeat.wait(for: worker.configuration.beatInterval, on: worker.clock)
            } catch {
                await patience.wait(after: error)
            }
        }
    }

    private func joinAgain() async {
        worker.logger.error(
            "The store took this worker for dead: its jobs were given to others. They are stopped here, and the worker begins anew."
        )
        worker.board.withLock { $0.loseAll() }
        worker.stopAll(because: .lost)
        guard let incarnation = await worker.join() else { return }
        worker.board.withLock { $0.join(as: incarnation, names: $0.names) }
        worker.bells.exchange.ring()
    }
}
