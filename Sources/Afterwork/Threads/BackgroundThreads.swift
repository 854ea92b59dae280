import DequeModule
import Dispatch
import Synchronization

/// The threads that background work runs on, apart from Swift's cooperative pool, so that work may block or compute.
///
/// Threads are started and woken lazily: as many as there are cores at once, and one more for each that turns out to be busy with
/// one job for a while, because it blocks. So a stream of small tasks runs on few threads, quickly, and a burst of blocking ones
/// still gets a thread each, a few milliseconds later. ``ThreadWatch`` is what finds out.
final class BackgroundThreads: Sendable {
    /// What one thread is doing.
    struct Slot {
        let wakeUp = DispatchSemaphore(value: 0)
        var thread: PlatformThread?
        var lane: BackgroundLane?
        /// The lane's task when the job began, or when the watch last looked: one job may run many tasks, one after another.
        var task = 0
        /// The watch's tick in which the job, or the task in it, began.
        var tick = 0
        var isStuck = false
        var isLowered = false
    }

    struct State {
        var jobs = Deque<(job: UnownedJob, lane: BackgroundLane)>()
        var slots: [Int: Slot] = [:]
        var idle: [Int] = []
        var nextSlot = 0
        /// Threads at normal priority that are not idle.
        var awake = 0
        /// Those of them that have been busy with one job for a while.
        var stuck = 0
        var tick = 0
        var isStopped = false
        var isWatching = false
        /// Whether there is a watch.
        var isWatched = false
        /// Slots whose threads the watch is to start.
        var starting: [Int] = []
    }

    /// What is to be done once the lock is released.
    enum WakeUp {
        case none
        case signal(DispatchSemaphore)
        case start(Int)
    }

    let state = Mutex(State())
    let watchWakeUp = DispatchSemaphore(value: 0)
    /// How many threads work side by side before one of them is known to block.
    private let parallelism: Int

    init(parallelism: Int = max(2, PlatformThread.coreCount)) {
        self.parallelism = parallelism
    }

    func start() {
        let isWatched = ThreadWatch.start(on: self)
        state.withLock { $0.isWatched = isWatched }
    }

    /// Lets the threads go when they have nothing to do.
    func stop() {
        let sleepers = state.withLock { state in
            state.isStopped = true
            defer { state.idle.removeAll() }
            state.awake += state.idle.count
            return state.idle.compactMap { state.slots[$0]?.wakeUp }
        }
        for sleeper in sleepers { sleeper.signal() }
        watchWakeUp.signal()
    }

    func enqueue(_ job: UnownedJob, on lane: BackgroundLane) {
        let (wakeUp, wakesWatch) = state.withLock { state in
            state.jobs.append((job, lane))
            let wakesWatch = !state.isWatching
            state.isWatching = true
            return (wakeUpIfNeeded(&state), wakesWatch)
        }
        perform(wakeUp)
        if wakesWatch { watchWakeUp.signal() }
    }

    /// Chooses a thread to wake or start if work waits and fewer threads than cores make progress.
    func wakeUpIfNeeded(_ state: inout State) -> WakeUp {
        guard !state.jobs.isEmpty, state.awake - state.stuck < parallelism else { return .none }
        state.awake += 1
        if let index = state.idle.popLast(), let slot = state.slots[index] { return .signal(slot.wakeUp) }
        let index = state.nextSlot
        state.nextSlot += 1
        state.slots[index] = Slot()
        return .start(index)
    }

    func perform(_ wakeUp: WakeUp) {
        switch wakeUp {
        case .none: return
        case .signal(let semaphore): semaphore.signal()
        case .start(let index):
            // A thread inherits the priority of the one that starts it, and the caller may be lowered. The watch never is.
            let isLeftToWatch = state.withLock { state in
                if state.isWatched { state.starting.append(index) }
                return state.isWatched
            }
            if isLeftToWatch { watchWakeUp.signal() } else { startThread(slot: index) }
        }
    }

    /// Starts a slot's thread, at the caller's priority.
    func startThread(slot index: Int) {
        let started = PlatformThread.start(name: "afterwork-\(index)") { self.serve(slot: index) }
        guard !started else { return }
        // The system has no thread to give now: those that run go on, and the watch asks again.
        state.withLock { state in
            state.slots[index] = nil
            state.awake -= 1
        }
    }

    private enum Next {
        case run(UnownedJob, BackgroundLane)
        case sleep(DispatchSemaphore)
        case serveLowered(BackgroundLane, task: Int)
        case leave
    }

    private func serve(slot index: Int) {
        state.withLock { $0.slots[index]?.thread = .current }
        while true {
            switch next(slot: index) {
            case .run(let job, let lane): job.runSynchronously(on: lane.asUnownedTaskExecutor())
            case .sleep(let wakeUp): wakeUp.wait()
            case .serveLowered(let lane, let task): return lane.serveLowered(task: task)
            case .leave: return
            }
        }
    }

    private func next(slot index: Int) -> Next {
        state.withLock { state in
            guard var slot = state.slots[index] else { return .leave }
            if slot.isLowered {
                state.slots[index] = nil
                return slot.lane.map { .serveLowered($0, task: slot.task) } ?? .leave
            }
            if slot.isStuck { state.stuck -= 1 }
            slot.isStuck = false
            guard let (job, lane) = state.jobs.popFirst() else {
                state.awake -= 1
                slot.lane = nil
                state.slots[index] = state.isStopped ? nil : slot
                if state.isStopped { return .leave }
                state.idle.append(index)
                return .sleep(slot.wakeUp)
            }
            slot.lane = lane
            slot.task = lane.taskNumber
            slot.tick = state.tick
            state.slots[index] = slot
            return .run(job, lane)
        }
    }
}
