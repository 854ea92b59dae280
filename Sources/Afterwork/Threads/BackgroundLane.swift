import DequeModule
import Dispatch
import Synchronization

/// Where one worker's tasks run: normally on any thread of the pool, and on a lowered thread of its own once the task has computed
/// for too long.
///
/// Every job of a task, those of its child tasks included, comes through its worker's lane. That is how a task stays lowered across
/// suspensions, and how the next one starts at normal priority again.
final class BackgroundLane: TaskExecutor {
    private enum State {
        case normal
        /// The jobs of the lowered task with this number.
        case lowered(Deque<UnownedJob>, task: Int)
    }

    /// What a lowered thread is to do next.
    private enum Next {
        case run(UnownedJob)
        case wait
        case leave
    }

    private let threads: BackgroundThreads
    private let state = Mutex(State.normal)
    private let wakeUp = DispatchSemaphore(value: 0)
    private let task = Atomic<Int>(0)

    init(threads: BackgroundThreads) {
        self.threads = threads
    }

    /// Grows when a task begins and when it ends, so that CPU time is charged to the task that used it.
    var taskNumber: Int { task.load(ordering: .relaxed) }

    func enqueue(_ job: UnownedJob) {
        let isLowered = state.withLock { state in
            guard case .lowered(var jobs, let task) = state else { return false }
            jobs.append(job)
            state = .lowered(jobs, task: task)
            return true
        }
        if isLowered {
            wakeUp.signal()
        } else {
            threads.enqueue(job, on: self)
        }
    }

    func beginTask() {
        task.add(1, ordering: .relaxed)
    }

    /// Ends the charge of a task.
    ///
    /// - Returns: Whether the caller may be on a lowered thread, and is to yield in order to get off it.
    func endTask() -> Bool {
        let leftOver = state.withLock { state -> Deque<UnownedJob>? in
            task.add(1, ordering: .relaxed)
            guard case .lowered(let jobs, _) = state else { return nil }
            state = .normal
            return jobs
        }
        guard let leftOver else { return false }
        for job in leftOver { threads.enqueue(job, on: self) }
        wakeUp.signal()
        return true
    }

    /// Sends a task's jobs to lowered threads from now on, unless it has ended.
    ///
    /// - Parameter task: What ``taskNumber`` was when the task was seen to compute.
    /// - Returns: Whether the lane is lowered for this task.
    func lower(task: Int) -> Bool {
        state.withLock { state in
            guard taskNumber == task else { return false }
            if case .normal = state { state = .lowered([], task: task) }
            return true
        }
    }

    /// Serves the lane's jobs on the calling, lowered thread until the task that was lowered has ended.
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
            guard case .lowered(var jobs, task) = state else { return .leave }
            guard let job = jobs.popFirst() else { return .wait }
            state = .lowered(jobs, task: task)
            return .run(job)
        }
    }
}
