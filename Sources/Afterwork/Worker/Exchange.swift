import CoreMetrics
import Logging
import Synchronization

/// Brings jobs from the store to a worker's board, and outcomes from the board to the store.
///
/// One round at a time: while one is under way, outcomes gather for the next, so batches grow with the load. Writing down and claiming
/// go to the store at the same moment, which may put them into one commit.
struct Exchange {
    let worker: Worker

    /// Runs until everything was done and written down after the board was closed.
    func run() async {
        var pace = Pace(concurrency: worker.configuration.concurrency)
        var patience = Backoff(worker: worker, doing: "exchange jobs with the store")
        while true {
            let time = worker.elapsed()
            let (finished, progress, count) = worker.board.withLock { board in
                let finished = board.takeFinished()
                return (finished, board.takeProgress(at: time, isAlone: finished.isEmpty && !Task.isCancelled), board.takeFinishedCount())
            }
            pace.note(count, at: time)
            let request = worker.board.withLock {
                $0.claimRequest(slots: worker.configuration.concurrency, ahead: pace.ahead, at: worker.elapsed())
            }
            if finished.isEmpty, progress.isEmpty, request == nil, !worker.board.withLock(\.hasLostClaim) {
                if worker.board.withLock(\.isDone) { return }
                await waitForMore()
                continue
            }
            async let written = writeDown(finished)
            async let reported = report(progress)
            async let claimed = claim(request)
            let writingError = await written
            var errors = await [reported, claimed].compactMap(\.self)
            if errors.isEmpty, writingError == nil, let error = await reconcile() { errors.append(error) }
            // It may be about this one outcome alone.
            if errors.isEmpty, writingError != nil, worker.board.withLock(\.mayWriteOthers) { continue }
            if let error = writingError ?? errors.first {
                // Whoever is to end, and has nothing to write down, does not wait for a store that is gone: what it holds will be found.
                if Task.isCancelled || worker.board.withLock({ $0.isDeserted || $0.isDone }) { return }
                await patience.wait(after: error, orFor: errors.isEmpty ? worker.bells.exchange : nil)
            } else {
                patience.reset()
            }
        }
    }

    private func waitForMore() async {
        if let pause = worker.board.withLock({ $0.pauseBeforeProgress(at: worker.elapsed()) }) {
            await worker.bells.exchange.wait(for: pause, on: worker.clock)
        } else {
            await worker.bells.exchange.waitForRing()
        }
    }

    private func writeDown(_ finished: [FinishedAttempt]) async -> (any Error)? {
        guard !finished.isEmpty else { return nil }
        do {
            let written = try await worker.store.finish(finished)
            worker.board.withLock { $0.noteWritten() }
            for (attempt, isWritten) in zip(finished, written) where !isWritten { noteStale(attempt) }
            return nil
        } catch {
            worker.board.withLock { $0.putBack(finished) }
            return error
        }
    }

    private func noteStale(_ finished: FinishedAttempt) {
        // A handler may finish its job itself, in the transaction of its own writes; that looks the same from here.
        if case .completed = finished.outcome { return }
        worker.metrics.stale.increment()
        worker.logger.warning(
            "The outcome of an attempt was not written down: the job was taken from this worker or has ended already.",
            metadata: ["job.id": "\(finished.attempt.id)"]
        )
    }

    private func report(_ progress: [JobProgress]) async -> (any Error)? {
        guard !progress.isEmpty else { return nil }
        do {
            try await worker.store.report(progress)
            return nil
        } catch {
            // The next word is worth more than this one.
            return error
        }
    }

    private func claim(_ request: ClaimRequest?) async -> (any Error)? {
        guard let request else { return nil }
        do {
            let claim = try await worker.store.claim(request)
            worker.board.withLock { $0.take(claim, for: request) }
            worker.resumeIdle()
            return nil
        } catch {
            worker.board.withLock { board in
                board.mayHaveWork = true
                board.hasLostClaim = true
            }
            return error
        }
    }

    /// Hands back what the store gave out in a claim of which the answer was lost.
    private func reconcile() async -> (any Error)? {
        let (incarnation, held) = worker.board.withLock { board in
            (board.hasLostClaim ? board.incarnation : nil, board.hasLostClaim ? board.held : [])
        }
        guard let incarnation else { return nil }
        do {
            try await worker.store.reconcile(incarnation, holding: held)
            worker.board.withLock { $0.hasLostClaim = false }
            return nil
        } catch {
            return error
        }
    }
}

/// How many jobs a worker holds beyond those that run, so that its slots do not wait for the store.
///
/// As many as end in twenty milliseconds: many where jobs are short, none where they are not, so that none waits here for long while
/// another worker would have time for it.
struct Pace {
    private let most: Int
    private var since = Duration.zero
    private var count = 0
    private(set) var ahead = 0

    init(concurrency: Int) {
        most = max(2048, concurrency)
    }

    private static let window = Duration.milliseconds(20)

    /// Takes note of jobs that ended.
    mutating func note(_ ended: Int, at time: Duration) {
        count += ended
        let passed = time - since
        guard passed >= Self.window else { return }
        ahead = min(most, Int(Double(count) * (Self.window / passed)))
        since = time
        count = 0
    }
}
