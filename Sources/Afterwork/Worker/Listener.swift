import Synchronization

/// Passes on to a worker's parts what happens in the store, and every now and then has them look for themselves.
struct Listener {
    let worker: Worker

    func run() async {
        let notices = worker.store.notices()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await notice in notices { pass(on: notice) }
            }
            group.addTask { await poll() }
            await group.waitForAll()
        }
    }

    private func pass(on notice: JobNotice) {
        switch notice {
        case .work:
            worker.board.withLock { $0.mayHaveWork = true }
            worker.bells.exchange.ring()
        case .times:
            worker.bells.stager.ring()
        case .orders:
            worker.bells.heartbeat.ring()
        }
    }

    private func poll() async {
        while !Task.isCancelled {
            // Its only error is that it was cancelled.
            try? await worker.clock.sleep(for: worker.configuration.pollInterval)
            worker.board.withLock { board in
                board.mayHaveWork = true
                // What has waited here for so long, others may have time for.
                if !board.isStirring { board.releaseBuffer() }
                board.isStirring = false
            }
            worker.bells.exchange.ring()
        }
    }
}
