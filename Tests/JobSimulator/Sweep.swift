import Foundation
import Synchronization

/// Simulations of many seeds, each on one thread, several at once.
package struct Sweep: Sendable {
    /// What came of it.
    package struct Result: Sendable {
        /// How many seeds were run.
        package var count = 0
        /// How many steps were taken in all.
        package var steps = 0
        /// What stands for all that happened, by the seed.
        package var hashes: [UInt64: UInt64] = [:]
        /// What went wrong, by the order of the seeds.
        package var violations: [Simulation.Violation] = []
    }

    package let seeds: Range<UInt64>
    package let kind: StoreKind
    package let defect: PlantedDefect?
    package let threads: Int
    /// After how many seeds that failed there is nothing more to learn, 1 or more.
    package let mostFailures: Int

    /// - Parameters:
    ///   - seeds: Which ones.
    ///   - kind: The store.
    ///   - defect: What is wrong with it.
    ///   - threads: How many run at once, 1 or more; as many as there are processors unless given.
    ///   - mostFailures: After how many seeds that failed it ends, 1 or more.
    package init(
        seeds: Range<UInt64>,
        on kind: StoreKind = .memory,
        defect: PlantedDefect? = nil,
        threads: Int = ProcessInfo.processInfo.activeProcessorCount,
        mostFailures: Int = 10
    ) {
        self.seeds = seeds
        self.kind = kind
        self.defect = defect
        self.threads = max(1, threads)
        self.mostFailures = max(1, mostFailures)
    }

    private enum Event: Sendable {
        case begun(thread: Int, UInt64)
        case ended(thread: Int, UInt64, Simulation.Outcome)
        case stopped
        case tick
    }

    /// Longer than any run takes, however slow the machine: a step that does not end is not counted by steps.
    private static let longest = Duration.seconds(180)

    /// Runs them all, or until too many of them have failed.
    ///
    /// - Parameter progress: Called after each with how many are done.
    /// - Returns: What came of it.
    package func run(progress: @Sendable (Int) -> Void = { _ in }) async -> Result {
        let (events, sink) = AsyncStream.makeStream(of: Event.self)
        let isOver = Flag()
        let next = Mutex(seeds.lowerBound)
        for thread in 0..<threads {
            Thread.detachNewThread { work(as: thread, next, until: isOver, telling: sink) }
        }
        return await withTaskGroup(of: Void.self) { group in
            group.addTask {
                // Ends when it is cancelled.
                while (try? await Task.sleep(for: .seconds(5))) != nil { sink.yield(.tick) }
            }
            defer { group.cancelAll() }
            let result = await gather(events, progress)
            isOver.raise()
            return result
        }
    }

    /// A thread of its own: a simulation goes on without a pause, and would keep one that others need.
    private func work(
        as thread: Int,
        _ next: borrowing Mutex<UInt64>,
        until isOver: Flag,
        telling sink: AsyncStream<Event>.Continuation
    ) {
        while !isOver.isRaised {
            let seed = next.withLock { next in
                defer { if next < seeds.upperBound { next += 1 } }
                return next
            }
            guard seed < seeds.upperBound else { break }
            sink.yield(.begun(thread: thread, seed))
            sink.yield(.ended(thread: thread, seed, Simulation.run(seed: seed, on: kind, defect: defect)))
        }
        sink.yield(.stopped)
    }

    private func gather(_ events: AsyncStream<Event>, _ progress: (Int) -> Void) async -> Result {
        var result = Result()
        var failures = 0
        var working = threads
        var begun: [Int: (seed: UInt64, since: ContinuousClock.Instant)] = [:]
        for await event in events {
            switch event {
            case .begun(let thread, let seed): begun[thread] = (seed, .now)
            case .ended(let thread, let seed, let outcome):
                begun[thread] = nil
                result.count += 1
                result.steps += outcome.steps
                result.hashes[seed] = outcome.hash
                result.violations += outcome.violations
                if !outcome.violations.isEmpty { failures += 1 }
                progress(result.count)
            case .stopped: working -= 1
            case .tick:
                let stuck = begun.values.filter { $0.since.duration(to: .now) > Self.longest }
                result.violations += stuck.map { .init(seed: $0.seed, description: "A step does not come to an end.") }
                // Their threads are left where they are.
                if !stuck.isEmpty { working = 0 }
            }
            if working == 0 || failures == mostFailures { break }
        }
        result.violations.sort { $0.seed < $1.seed }
        return result
    }

    /// How to see what happens in a run of one of the seeds.
    package func reproduction(of seed: UInt64) -> String {
        let defect = defect.map { " --defect \($0.rawValue)" } ?? ""
        return "swift run --configuration release simulate --store \(kind.rawValue)\(defect) --seed \(seed)"
    }
}
