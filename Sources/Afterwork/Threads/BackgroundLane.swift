import DequeModule
import Dispatch
import Synchronization

/// Where one worker's tasks run: normally on any thread of the pool, and on a lowered thread of its own once the task has computed
/// for too long.
///
/// Every job of a task, those of its child tasks included, comes through its worker's lane. That is how a task stays lowered across
/// suspensions, and how the next one starts at normal priority again.
final class BackgroundLane: TaskExecutor {
    private struct State {
        /// Counts the beginnings and ends of tasks, so that what was found out about one is never applied to the next.
        var task = 0
        var isLowered = false
        /// The lowered task's jobs, which only lowered threads take.
        var jobs = Deque<UnownedJob>()
    }

    /// What a lowered thread is to do next.
    private enum Next {
        case run(UnownedJob)
        case wait
        case leave
    }

    private let threads: BackgroundThreads
    /// Whether what comes is not to wait for a look of the watch's where all threads sleep: it comes from afar, so there are few, and each has
    /// taken far longer than it takes to wake a thread.
    let wakesThread: Bool
    private let state = Mutex(State())
    private let wakeUp = DispatchSemaphore(value: 0)

    init(threads: BackgroundThreads, wakesThread: Bool = false) {
        self.threads = threads
        self.wakesThread = wakesThread
    }

    /// Names the task that the lane's worker is running, or the pause between two.
    var taskNumber: Int { state.withLock(\.task) }

    func enqueue(_ job: UnownedJob) {
        let isTaken = state.withLock { state in
            if state.isLowered { state.jobs.append(job) }
            return state.isLowered
        }
        if isTaken {
            wakeUp.signal()
        } else {
            threads.enqueue(job, on: self)
        }
    }

    func beginTask() {
        state.withLock { $0.task += 1 }
    }

    /// Ends a task, and brings the caller back to a thread of normal priority.
    func endTask() async {
        let leftOver = state.withLock { state -> Deque<UnownedJob>? in
            state.task += 1
            guard state.isLowered else { return nil }
            state.isLowered = false
            defer { state.jobs = [] }
            return state.jobs
        }
        guard let leftOver else { return }
        for job in leftOver { threads.enqueue(job, on: self) }
        wakeUp.signal()
        await threads.leaveLowered()
    }

    /// Sends the jobs of a task to lowered threads from now on.
    ///
    /// - Parameter task: The task's ``taskNumber``.
    /// - Returns: Whether that task is still running.
    func lower(task: Int) -> Bool {
        state.withLock { state in
            guard state.task == task else { return false }
            state.isLowered = true
            return true
        }
    }

    /// Serves a lowered task's jobs on the calling, lowered thread until the task has ended.
    func serveLowered(task: Int) {
        while true {
            switch next(task: task) {
            case .run(let job):
                job.runSynchronously(on: asUnownedTaskExecutor())
            case .wait:
                wakeUp.wait()
            case .leave:
                // One signal may have been meant for another thread of this lane: pass it on.
                wakeUp.signal()
                return
            }
        }
    }

    private func next(task: Int) -> Next {
        state.withLock { state in
            guard state.task == task else { return .leave }
            return state.jobs.popFirst().map { .run($0) } ?? .wait
        }
    }
}
