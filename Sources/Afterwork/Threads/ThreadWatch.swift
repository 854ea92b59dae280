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

    static func start(on threads: BackgroundThreads) {
        _ = PlatformThread.start(name: "afterwork-watch") {
            var watch = ThreadWatch(threads: threads)
            watch.run()
        }
    }

    private mutating func run() {
        while true {
            let (isStopped, isBusy) = threads.state.withLock { state in
                state.isWatching = state.awake > 0 || !state.jobs.isEmpty
                return (state.isStopped && state.slots.isEmpty, state.isWatching)
            }
            if isStopped { return }
            if isBusy {
                _ = threads.watchWakeUp.wait(timeout: .now() + Self.interval)
                look()
            } else {
                charges.removeAll()
                threads.watchWakeUp.wait()
            }
        }
    }

    private mutating func look() {
        let (busy, wakeUps) = threads.state.withLock { state in
            state.tick += 1
            var busy: [Sighting] = []
            for (index, var slot) in state.slots where !slot.isLowered {
                guard let lane = slot.lane, let thread = slot.thread else { continue }
                if !slot.isStuck, state.tick - slot.tick >= Self.stuckAfterTicks {
                    slot.isStuck = true
                    state.stuck += 1
                    state.slots[index] = slot
                }
                busy.append(Sighting(index: index, slot: slot, lane: lane, thread: thread))
            }
            var wakeUps: [BackgroundThreads.WakeUp] = []
            for _ in 0..<state.jobs.count {
                let wakeUp = threads.wakeUpIfNeeded(&state)
                if case .none = wakeUp { break }
                wakeUps.append(wakeUp)
            }
            return (busy, wakeUps)
        }
        for wakeUp in wakeUps { threads.perform(wakeUp) }
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
            guard var slot = state.slots[sighting.index], slot.lane === sighting.lane, slot.task == sighting.slot.task else { return false }
            sighting.lane.lower()
            slot.isLowered = true
            if slot.isStuck { state.stuck -= 1 }
            state.awake -= 1
            state.slots[sighting.index] = slot
            return true
        }
        guard isLowered else { return }
        charges[sighting.index] = nil
        sighting.thread.lower()
    }
}
