import Dispatch
import Synchronization

/// Looks at the background threads every millisecond while they work: finds those that block or compute, has others take over the
/// jobs that wait, and lowers the priority of a thread whose task has computed for too long.
///
/// It runs on a thread of its own at normal priority, and sleeps while there is no background work.
struct ThreadWatch {
    /// How often it looks.
    private static let interval = DispatchTimeInterval.milliseconds(1)
    /// A job that is seen in so many looks is taken to block.
    private static let stuckAfterTicks = 2
    /// How much CPU time a task may use before it is lowered, in nanoseconds.
    private static let burstNanoseconds: UInt64 = 10_000_000

    /// What a slot's task had used when it was last seen.
    private struct Charge {
        var lane: ObjectIdentifier
        var task: Int
        var cpu: UInt64
        var used: UInt64
    }

    private struct Sighting {
        let index: Int
        let slot: BackgroundThreads.Slot
        let lane: BackgroundLane
        let thread: PlatformThread
    }

    private let threads: BackgroundThreads
    private var charges: [Int: Charge] = [:]

    private init(threads: BackgroundThreads) {
        self.threads = threads
    }

    /// Starts the watch.
    ///
    /// - Returns: Whether the system had a thread for it.
    static func start(on threads: BackgroundThreads) -> Bool {
        PlatformThread.start(name: "afterwork-watch") {
            var watch = ThreadWatch(threads: threads)
            watch.run()
        }
    }

    private mutating func run() {
        while true {
            let (isStopped, isBusy) = threads.state.withLock { state in
                state.isWatching = state.awake > 0 || !state.jobs.isEmpty || (state.isStopped && !state.slots.isEmpty)
                return (state.isStopped && state.slots.isEmpty, state.isWatching)
            }
            if isStopped { return }
            if isBusy {
                let isTick = threads.watchWakeUp.wait(timeout: .now() + Self.interval) == .timedOut
                look(isTick: isTick)
            } else {
                charges.removeAll()
                threads.watchWakeUp.wait()
            }
        }
    }

    /// Looks at all threads, on time or because a thread is to be started sooner.
    private mutating func look(isTick: Bool) {
        let (busy, starting) = threads.state.withLock { state in
            if isTick { state.tick += 1 }
            var busy: [Sighting] = []
            for (index, var slot) in state.slots where !slot.isLowered {
                guard let lane = slot.lane, let thread = slot.thread else { continue }
                let task = lane.taskNumber
                if slot.task != task {
                    // A worker that finds its line full goes on in the same job: that is progress, and another task's CPU time.
                    slot.task = task
                    slot.tick = state.tick
                    if slot.isStuck { state.stuck -= 1 }
                    slot.isStuck = false
                    state.slots[index] = slot
                } else if !slot.isStuck, state.tick - slot.tick >= Self.stuckAfterTicks {
                    slot.isStuck = true
                    state.stuck += 1
                    state.slots[index] = slot
                }
                busy.append(Sighting(index: index, slot: slot, lane: lane, thread: thread))
            }
            wakeUps: for _ in 0..<state.jobs.count {
                switch threads.wakeUpIfNeeded(&state) {
                case .none: break wakeUps
                case .signal(let sleeper): sleeper.signal()
                case .start(let index): state.starting.append(index)
                }
            }
            defer { state.starting.removeAll() }
            return (busy, state.starting)
        }
        for index in starting { threads.startThread(slot: index) }
        for sighting in busy where charge(sighting) >= Self.burstNanoseconds { lower(sighting) }
    }

    /// Charges a thread's CPU time since the last look to the task that is on it.
    private mutating func charge(_ sighting: Sighting) -> UInt64 {
        let cpu = sighting.thread.cpuNanoseconds
        let lane = ObjectIdentifier(sighting.lane)
        guard var charge = charges[sighting.index], charge.lane == lane, charge.task == sighting.slot.task else {
            charges[sighting.index] = Charge(lane: lane, task: sighting.slot.task, cpu: cpu, used: 0)
            return 0
        }
        charge.used += cpu - min(cpu, charge.cpu)
        charge.cpu = cpu
        charges[sighting.index] = charge
        return charge.used
    }

    private mutating func lower(_ sighting: Sighting) {
        let isLowered = threads.state.withLock { state in
            // The job may have ended since: then the thread serves other tasks now, and stays as it is.
            guard var slot = state.slots[sighting.index], slot.lane === sighting.lane, slot.task == sighting.slot.task,
                sighting.lane.lower(task: slot.task)
            else { return false }
            // Under the lock, which the thread takes before it ends: afterwards its number may be another's.
            sighting.thread.lower()
            slot.isLowered = true
            if slot.isStuck { state.stuck -= 1 }
            state.awake -= 1
            state.slots[sighting.index] = slot
            return true
        }
        if isLowered { charges[sighting.index] = nil }
    }
}
