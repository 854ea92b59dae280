import DequeModule
import Dispatch
import Synchronization

/// The threads that background work runs on, apart from Swift's cooperative pool, so that work may block or compute.
///
/// Waking a thread costs more than a small task, so it is done lazily. The first job after a pause wakes a thread at once. While
/// there is work, ``ThreadWatch`` looks every millisecond whether more threads are needed: for jobs that came since and found nobody
/// awake, for those that have waited a whole look, and in place of threads that are stuck in one task, because it blocks or
/// computes. So a stream of small tasks runs in bursts on one or two threads, and a burst of blocking ones still gets a thread each,
/// a few milliseconds later.
final class BackgroundThreads: Sendable {
    /// What one thread is doing.
    struct Slot {
        let wakeUp = DispatchSemaphore(value: 0)
        var thread: PlatformThread?
        /// Where the job that it runs came from; nil while it is idle.
        var lane: BackgroundLane?
        /// Counts its jobs.
        var job = 0
        /// Whether it has been seen in the same task for a while.
        var isStuck = false
        /// The task because of which its priority was lowered. It will serve no other.
        var loweredFor: Int?
    }

    struct State {
        var jobs = Deque<(job: UnownedJob, lane: BackgroundLane)>()
        var slots: [Int: Slot] = [:]
        var idle: [Int] = []
        var nextSlot = 0
        /// Threads at normal priority that are not idle.
        var awake = 0
        /// Those of them that are stuck.
        var stuck = 0
        var isStopped = false
        /// Whether the watch is looking.
        var isWatched = false
        /// How many jobs have come and gone, ever.
        var enqueued = 0
        var dequeued = 0
        /// How many had come at the last look.
        var enqueuedBefore = 0
    }

    /// What is to be done once the lock is released.
    private enum WakeUp {
        case none
        case signal(DispatchSemaphore)
        case start(Int)
    }

    let state = Mutex(State())
    let watchWakeUp = DispatchSemaphore(value: 0)
    /// How many threads work side by side before one of them is known to be stuck.
    private let parallelism: Int
    private let waitingJobs = Atomic(0)

    init(parallelism: Int = max(2, PlatformThread.coreCount)) {
        self.parallelism = parallelism
    }

    /// Whether jobs wait for a thread. Who runs task after task yields to them.
    var hasWaitingJobs: Bool { waitingJobs.load(ordering: .relaxed) > 0 }

    func start() {
        ThreadWatch.start(on: self)
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
        let (wakeUp, wakesWatch) = state.withLock { state -> (WakeUp, Bool) in
            state.jobs.append((job, lane))
            state.enqueued += 1
            waitingJobs.store(state.jobs.count, ordering: .relaxed)
            if state.isWatched { return (.none, false) }
            state.isWatched = true
            return (self.wakeUp(&state), true)
        }
        perform(wakeUp)
        if wakesWatch { watchWakeUp.signal() }
    }

    /// Wakes the threads that are needed now. The watch calls it at each look.
    func wakeThreads() {
        let wakeUps = state.withLock { state -> [WakeUp] in
            defer { state.enqueuedBefore = state.enqueued }
            var wakeUps: [WakeUp] = []
            if !state.jobs.isEmpty, state.awake == state.stuck { wakeUps.append(wakeUp(&state)) }
            if state.dequeued < state.enqueuedBefore {
                // More than that may be awake: threads that were stuck and came free.
                let missing = max(0, parallelism - (state.awake - state.stuck))
                for _ in 0..<min(state.jobs.count, missing) { wakeUps.append(wakeUp(&state)) }
            }
            return wakeUps
        }
        for wakeUp in wakeUps { perform(wakeUp) }
    }

    private func wakeUp(_ state: inout State) -> WakeUp {
        state.awake += 1
        if let index = state.idle.popLast(), let slot = state.slots[index] { return .signal(slot.wakeUp) }
        let index = state.nextSlot
        state.nextSlot += 1
        state.slots[index] = Slot()
        return .start(index)
    }

    private func perform(_ wakeUp: WakeUp) {
        switch wakeUp {
        case .none: return
        case .signal(let semaphore): semaphore.signal()
        case .start(let index):
            let hasStarted = PlatformThread.start(name: "afterwork-\(index)") { self.serve(slot: index) }
            guard !hasStarted else { return }
            // The system has no thread to give now: those that run go on, and the watch asks again.
            state.withLock { state in
                state.slots[index] = nil
                state.awake -= 1
            }
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
            if let task = slot.loweredFor {
                state.slots[index] = nil
                return slot.lane.map { .serveLowered($0, task: task) } ?? .leave
            }
            if slot.isStuck { state.stuck -= 1 }
            slot.isStuck = false
            if let (job, lane) = state.jobs.popFirst() {
                waitingJobs.store(state.jobs.count, ordering: .relaxed)
                state.dequeued += 1
                slot.lane = lane
                slot.job += 1
                state.slots[index] = slot
                return .run(job, lane)
            }
            state.awake -= 1
            slot.lane = nil
            state.slots[index] = state.isStopped ? nil : slot
            guard !state.isStopped else { return .leave }
            state.idle.append(index)
            return .sleep(slot.wakeUp)
        }
    }
}
