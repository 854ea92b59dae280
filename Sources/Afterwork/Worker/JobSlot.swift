import Instrumentation
import Logging
import ServiceContextModule
import Synchronization
import Tracing

/// Runs one job after another, in one task.
struct JobSlot {
    let worker: Worker
    let slot: Int
    let handlers: [String: JobHandler]
    let crew: any JobCrew

    /// Runs jobs until there are no more, or until one of them was stopped.
    func serve() async {
        while let job = await nextJob() {
            let begun = worker.elapsed()
            let incarnation = worker.board.withLock(\.incarnation)
            worker.metrics.begin(job)
            crew.beginJob(in: slot)
            let end = await run(job, as: incarnation)
            // Back to a thread of normal priority before any lock that a request's thread could want is taken.
            await crew.endJob(in: slot)
            let outcome = outcome(of: end, job)
            worker.metrics.end(job, outcome, took: worker.elapsed() - begun)
            let mayGoOn = worker.board.withLock { $0.end(slot, outcome) }
            worker.bells.exchange.ring()
            // Where that fails nothing is lost: the outcome, once it is written down, says the same.
            if let incarnation { try? await worker.store.end([job.attempt], by: incarnation) }
            guard mayGoOn, !Task.isCancelled else { return }
            await crew.takeTurns()
        }
    }

    private func nextJob() async -> ClaimedJob? {
        let time = worker.elapsed()
        if let job = worker.board.withLock({ $0.begin(slot, at: time) }) { return job }
        return await withCheckedContinuation { continuation in
            let next = worker.board.withLock { board -> ClaimedJob?? in
                if let job = board.begin(slot, at: time) { return job }
                if board.isOver { return .some(nil) }
                board.park(slot, continuation)
                return nil
            }
            if let next { continuation.resume(returning: next) }
        }
    }

    /// How the handler ended.
    private enum End {
        case returned([UInt8]?)
        case threw(any Error)
        /// It was not called.
        case notBegun
    }

    private func run(_ job: ClaimedJob, as incarnation: Incarnation?) async -> End {
        guard let handler = handlers[job.name], let incarnation else { return .notBegun }
        do {
            try await worker.store.start([job.attempt], by: incarnation)
        } catch {
            return .notBegun
        }
        let begun = worker.elapsed()
        if let timeout = job.timeout ?? handler.options.timeout, worker.board.withLock({ $0.setTimeout(timeout, of: slot, at: begun) }) {
            worker.bells.deadlines.ring()
        }
        var logger = worker.logger
        for (key, value) in worker.metadata(of: job) { logger[metadataKey: key] = value }
        let context = JobContext(
            attempt: job.attempt,
            name: job.name,
            queue: job.queue,
            number: job.failures + 1,
            crashes: job.crashes,
            logger: logger,
            reporter: { [worker] report in
                if worker.board.withLock({ $0.report(report) }) { worker.bells.exchange.ring() }
            }
        )
        return await withLogger(logger) { _ in
            do {
                return .returned(try await trace(job) { try await handler.run(job.payload, context) })
            } catch {
                return .threw(error)
            }
        }
    }

    /// Runs in a span of its own, linked with the one in which the job was enqueued.
    private func trace<Result>(_ job: ClaimedJob, _ body: () async throws -> Result) async throws -> Result {
        guard !job.trace.isEmpty else { return try await body() }
        var producer = ServiceContext.topLevel
        InstrumentationSystem.instrument.extract(job.trace, into: &producer, using: TraceReader())
        return try await withSpan(job.name, context: producer, ofKind: .consumer) { span in
            span.addLink(SpanLink(context: producer, attributes: [:]))
            return try await body()
        }
    }

    private func outcome(of end: End, _ job: ClaimedJob) -> JobOutcome {
        let outcome: JobOutcome =
            switch end {
            case .notBegun: .released
            case .returned(let result): JobOutcome(returning: result)
            case .threw(let error): self.outcome(of: error, job)
            }
        log(outcome, of: job)
        return outcome
    }

    private func outcome(of error: any Error, _ job: ClaimedJob) -> JobOutcome {
        let policy = job.retry ?? handlers[job.name]?.options.retry ?? .exponential()
        func wait() -> Duration? { worker.delay(policy, job.failures + 1) }
        return switch worker.board.withLock({ $0.running[slot]?.stop }) {
        case .cancelled: .stopped
        case .shutdown, .lost: .released
        case .timeout(let limit): .failed(error: "It took longer than \(limit).", retryAfter: wait())
        case nil: JobOutcome(of: error, wait: wait)
        }
    }

    private func log(_ outcome: JobOutcome, of job: ClaimedJob) {
        switch outcome {
        case .undecodable(let error):
            worker.logger.error(
                "Job is put into quarantine: its payload is not what its type expects. Mend the type or the payload, then retry the job.",
                metadata: worker.metadata(of: job, ["error": "\(error)"])
            )
        case .failed(let error, let pause):
            worker.logger.error(
                pause == nil ? "Job failed, and is given up: it is not tried again." : "Job failed, and will be tried again.",
                metadata: worker.metadata(of: job, ["error": "\(error)"])
            )
        case .completed, .discarded, .snoozed, .released, .stopped: break
        }
    }
}
