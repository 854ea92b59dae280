import Afterwork
import Testing

@Suite struct JobTransitionTests {
    /// The whole table: what an event makes of a job in each state; a dot where it means nothing.
    private static let table = """
                            scheduled   available   running      retryable   completed   discarded   cancelled   quarantined
        due                 available   .           .            available   .           .           .           .
        claimed             .           running     .            .           .           .           .           .
        completed           .           .           completed    .           .           .           .           .
        failed, retries     .           .           retryable    .           .           .           .           .
        failed              .           .           discarded    .           .           .           .           .
        discarded           .           .           discarded    .           .           .           .           .
        snoozed             .           .           scheduled    .           .           .           .           .
        released            .           .           available    .           .           .           .           .
        stopped             .           .           cancelled    .           .           .           .           .
        undecodable         .           .           quarantined  .           .           .           .           .
        orphaned            .           .           available    .           .           .           .           .
        orphaned, 1 crash   .           .           available    .           .           .           .           .
        orphaned, 2 crashes .           .           available    .           .           .           .           .
        orphaned, 3 crashes .           .           quarantined  .           .           .           .           .
        orphaned, 4 crashes .           .           quarantined  .           .           .           .           .
        orphaned, cancelled .           .           cancelled    .           .           .           .           .
        cancelled           cancelled   cancelled   running      cancelled   .           .           .           .
        expired             discarded   discarded   .            discarded   .           .           .           .
        retried             available   .           .            available   .           available   available   available
        """

    private static let events: [(String, JobEvent)] = [
        ("due", .due), ("claimed", .claimed), ("completed", .completed), ("failed, retries", .failed(retries: true)),
        ("failed", .failed(retries: false)), ("discarded", .discarded), ("snoozed", .snoozed), ("released", .released),
        ("stopped", .stopped),
        ("undecodable", .undecodable), ("orphaned", .orphaned(crashes: 0, isCancelled: false)),
        ("orphaned, 1 crash", .orphaned(crashes: 1, isCancelled: false)),
        ("orphaned, 2 crashes", .orphaned(crashes: 2, isCancelled: false)),
        ("orphaned, 3 crashes", .orphaned(crashes: 3, isCancelled: false)),
        ("orphaned, 4 crashes", .orphaned(crashes: 4, isCancelled: false)),
        ("orphaned, cancelled", .orphaned(crashes: 3, isCancelled: true)), ("cancelled", .cancelled), ("expired", .expired),
        ("retried", .retried),
    ]

    @Test func `the table is this`() {
        let states = JobState.allCases
        let widths = [20] + states.map { $0 == .running ? 13 : 12 }
        func line(_ cells: [String]) -> String {
            let line = zip(cells, widths).map { $0.padding(to: $1) }.joined()
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
        let rows = Self.events.map { name, event in
            line([name] + states.map { JobTransition.state(from: $0, on: event)?.rawValue ?? "." })
        }
        #expect(([line([""] + states.map(\.rawValue))] + rows).joined(separator: "\n") == Self.table)
    }

    @Test func `from what is final only somebody who retries brings a job back`() {
        for state in JobState.allCases where state.isFinal {
            for (_, event) in Self.events where event != .retried { #expect(JobTransition.state(from: state, on: event) == nil) }
        }
        #expect(JobTransition.state(from: .completed, on: .retried) == nil)
    }

    @Test func `a job that was cancelled while it ran does not run again`() {
        let outcomes: [JobOutcome] = [
            .completed(result: nil), .failed(error: "", retryAfter: .zero), .failed(error: "", retryAfter: nil), .discarded(reason: ""),
            .snoozed(.zero), .released, .stopped, .undecodable(error: ""),
        ]
        for outcome in outcomes {
            #expect(JobTransition.state(from: .running, on: outcome.event(isCancelled: true))?.isFinal == true)
        }
        #expect(JobOutcome.released.event(isCancelled: false) == .released)
        #expect(JobOutcome.failed(error: "", retryAfter: .zero).event(isCancelled: false) == .failed(retries: true))
        #expect(JobOutcome.snoozed(.zero).event(isCancelled: true) == .stopped)
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
