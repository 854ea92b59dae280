import Afterwork
import Foundation
import JobSimulator
import Testing

@Suite(.timeLimit(.minutes(5)))
struct SimulationTests {
    @Test func `nothing that is acknowledged is lost, nothing runs twice at once, and everything ends`() async {
        for seed in 0..<300 as Range<UInt64> {
            let violations = await Self.run(seed) { InMemoryJobStore(now: $0) }
            #expect(violations.isEmpty, "seed \(seed)")
        }
    }

    /// Runs a simulation on a thread of its own: it goes on without a pause, and would keep one that others need.
    private static func run(
        _ seed: UInt64,
        makeStore: @escaping @Sendable (@escaping @Sendable () -> UnixTime) -> any JobStore
    ) async -> [Simulation.Violation] {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: Simulation.run(seed: seed, makeStore: makeStore)) }
        }
    }
}
