import Synchronization
import TestSupport

/// Runs the tasks of a simulation one step at a time, on one thread, in an order that the seed decides.
///
/// A step goes from one suspension of a task to its next. Between two steps anything may happen in another task, as on a machine with
/// threads; with the same seed it is always the same.
final class SimulationExecutor: TaskExecutor {
    fileprivate struct State {
        var jobs: [UnownedJob] = []
        var paused: [CheckedContinuation<Void, Never>] = []
        var generator: SplitMix64
        var steps = 0
    }

    private let state: Mutex<State>
    private let trace: Trace

    init(seed: UInt64, trace: Trace) {
        state = Mutex(State(generator: SplitMix64(seed: seed)))
        self.trace = trace
    }

    func enqueue(_ job: UnownedJob) {
        state.withLock { $0.jobs.append(job) }
    }

    /// How many steps were taken.
    var steps: Int { state.withLock(\.steps) }

    /// Lets others go first, for as long as the seed wants.
    ///
    /// `Task.yield()` would go by way of the system's own threads, and come back when it pleases them.
    func pause() async {
        await withCheckedContinuation { continuation in
            state.withLock { $0.paused.append(continuation) }
        }
    }

    fileprivate enum Step {
        case run(UnownedJob)
        case resume(CheckedContinuation<Void, Never>)
    }

    /// Takes one step of any task that can go on.
    ///
    /// - Returns: Whether there was one.
    func step() -> Bool {
        let (step, choice) = state.withLock { $0.next() }
        guard let step else { return false }
        trace.mix(choice)
        switch step {
        case .run(let job): job.runSynchronously(on: asUnownedTaskExecutor())
        case .resume(let continuation): continuation.resume()
        }
        return true
    }
}

extension SimulationExecutor.State {
    /// The next step, and among which it was chosen as which.
    fileprivate mutating func next() -> (SimulationExecutor.Step?, choice: UInt64) {
        let count = jobs.count + paused.count
        guard count > 0 else { return (nil, 0) }
        steps += 1
        let index = Int.random(in: 0..<count, using: &generator)
        let choice = UInt64(count) << 32 | UInt64(index)
        guard index < jobs.count else {
            paused.swapAt(index - jobs.count, paused.count - 1)
            return (.resume(paused.removeLast()), choice)
        }
        jobs.swapAt(index, jobs.count - 1)
        return (.run(jobs.removeLast()), choice)
    }
}
