import DequeModule
import Dispatch
import Synchronization

/// The threads that background work runs on, apart from Swift's cooperative pool, so that work may block or compute.
///
/// Waking a thread costs more than a small task, so it is done lazily. The first job after a pause wakes a thread at once. While
/// there is work, ``ThreadWatch`` looks every millisecond whether more threads are needed: for jobs that came since and found nobody
/// awake (unless they are of a lane that ``BackgroundLane/wakesThread``), for those that have waited a whole look, and in place of
/// threads that are stuck in one task, because it blocks or computes. So a stream of small tasks runs in bursts on one or two threads,
/// and a burst of blocking ones still gets a thread each, a few milliseconds later.
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
        /// The threads that are lowered and have not ended.
        var lowered: Set<PlatformThread> = []
        /// Workers that wait to be off a lowered thread, by that thread.
        var leavers: [PlatformThread: CheckedContinuation<Void, Never>] = [:]
        /// Whether the watch is looking.
        var isWatched = false
        /// How many jobs have come and gone, ever.
        var enqueued = 0
        var dequeued = 0
        /// How many had come at the last look.
        var enqueuedBefore = 0
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

    /// Starts to serve.
    ///
    /// - Returns: Whether the system had a thread for the watch, without which nothing runs.
    func start() -> Bool {
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
        let (wakeUp, wakesWatch) = state.withLock { state -> (DispatchSemaphore?, Bool) in
            state.jobs.append((job, lane))
            state.enqueued += 1
            waitingJobs.store(state.jobs.count, ordering: .relaxed)
            if state.isWatched { return (lane.wakesThread && state.awake == state.stuck ? wakeIdle(&state) : nil, false) }
            state.isWatched = true
            return (wakeIdle(&state), true)
        }
        wakeUp?.signal()
        if wakesWatch { watchWakeUp.signal() }
    }

    private func wakeIdle(_ state: inout State) -> DispatchSemaphore? {
        guard let index = state.idle.popLast(), let slot = state.slots[index] else { return nil }
        state.awake += 1
        return slot.wakeUp
    }

    /// Wakes or starts the threads that are needed now. Only the watch calls it: a thread inherits the priority of the one that
    /// starts it, and the watch is never lowered.
    func wakeThreads() {
        let (wakeUps, started) = state.withLock { state -> ([DispatchSemaphore], [Int]) in
            var needed = !state.jobs.isEmpty && state.awake == state.stuck ? 1 : 0
            if state.dequeued < state.enqueuedBefore {
                // More threads than cores may be awake: some that were stuck came free.
                needed = max(0, min(state.jobs.count, parallelism - (state.awake - state.stuck)))
            }
            state.enqueuedBefore = state.enqueued
            var wakeUps: [DispatchSemaphore] = []
            while wakeUps.count < needed, let wakeUp = wakeIdle(&state) { wakeUps.append(wakeUp) }
            return (wakeUps, (wakeUps.count..<needed).map { _ in makeSlot(&state) })
        }
        for wakeUp in wakeUps { wakeUp.signal() }
        for index in started where !PlatformThread.start(name: "afterwork-\(index)", { self.serve(slot: index) }) {
            // The system has no thread to give now: those that run go on, and the next look asks again.
            state.withLock { state in
                state.slots[index] = nil
                state.awake -= 1
            }
        }
    }

    private func makeSlot(_ state: inout State) -> Int {
        defer { state.nextSlot += 1 }
        state.slots[state.nextSlot] = Slot()
        state.awake += 1
        return state.nextSlot
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
            case .serveLowered(let lane, let task):
                lane.serveLowered(task: task)
                return endLowered()
            case .leave: return
            }
        }
    }

    private func endLowered() {
        let leaver = state.withLock { state in
            state.lowered.remove(.current)
            return state.leavers.removeValue(forKey: .current)
        }
        leaver?.resume()
    }

    /// Suspends until the caller is off a lowered thread whose lane is back to normal. Returns at once on any other thread.
    ///
    /// The thread itself resumes the caller, as the last thing that it does. A yield would not do: another thread may run its job
    /// before the caller has suspended, and the caller then goes on where it is.
    func leaveLowered() async {
        let thread = PlatformThread.current
        guard state.withLock({ $0.lowered.contains(thread) }) else { return }
        await withCheckedContinuation { continuation in
            state.withLock { $0.leavers[thread] = continuation }
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
