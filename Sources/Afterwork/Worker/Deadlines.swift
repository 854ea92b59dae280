import CoreMetrics
import Logging
import Synchronization

/// Stops jobs that take longer than they may, and shows those that go on although they were stopped.
struct Deadlines {
    let worker: Worker

    func run() async {
        while !Task.isCancelled {
            let time = worker.elapsed()
            for running in worker.board.withLock({ $0.takeDue(at: time) }) { act(on: running) }
            if let next = worker.board.withLock(\.nextDeadline) {
                await worker.bells.deadlines.wait(for: max(.zero, next - time), on: worker.clock)
            } else {
                await worker.bells.deadlines.wait()
            }
        }
    }

    private func act(on running: WorkerBoard.Running) {
        if running.stop == nil, let timeout = running.timeout {
            worker.stop(running.job.attempt.id, because: .timeout(timeout))
        } else {
            show(running)
        }
    }

    private func show(_ running: WorkerBoard.Running) {
        worker.metrics.ignoringCancellation.increment()
        worker.logger.error(
            "Job goes on although it was cancelled. It keeps its place until it ends: have it look at Task.isCancelled now and then.",
            metadata: worker.metadata(of: running.job, ["job.running_for": "\(worker.elapsed() - running.since)"])
        )
    }
}
