import Dispatch
import Synchronization

/// Looks at the background threads every millisecond while they work: finds those that are stuck in one task, has others take over
/// the jobs that wait, and lowers the priority of a thread whose task has computed for too long.
///
/// It runs on a thread of its own at normal priority, and sleeps while there is no background work.
struct ThreadWatch {
    /// How often it looks.
    private static let interval = DispatchTimeInterval.milliseconds(1)
    /// A thread that is seen in the same task in so many looks after the first, and is blocked, is stuck. One that waits for a core
    /// is not: another thread beside it would make both slower, and take the cores from requests.
    private static let stuckAfterLooks = 2
    /// How much CPU time a task may use on a thread before it is lowered, in nanoseconds.
    private static let burstNanoseconds: UInt64 = 10_000_000

    /// A busy thread as one look finds it.
    private struct Sighting {
        let index: Int
        let lane: BackgroundLane
        let job: Int
        let task: Int
        let thread: PlatformThread
        let isStuck: Bool
    }

    /// What is known of a thread that was busy in the look before.
    private struct Track {
        let lane: ObjectIdentifier
        let job: Int
        let task: Int
        var looks = 0
        var cpu: UInt64
        var used: UInt64 = 0
    }

    private let threads: BackgroundThreads
    private var tracks: [Int: Track] = [:]

    private init(threads: BackgroundThreads) {
        self.threads = threads
    }

    static func start(on threads: BackgroundThreads) -> Bool {
        PlatformThread.start(name: "afterwork-watch") {
            var watch = ThreadWatch(threads: threads)
            watch.run()
        }
    }

    private mutating func run() {
        while true {
            let (isStopped, isBusy) = threads.state.withLock { state in
                state.isWatched = state.awake > 0 || !state.jobs.isEmpty || (state.isStopped && !state.slots.isEmpty)
                return (state.isStopped && state.slots.isEmpty, state.isWatched)
            }
            if isStopped { return }
            if isBusy {
                _ = threads.watchWakeUp.wait(timeout: .now() + Self.interval)
                look()
            } else {
                tracks.removeAll()
                threads.watchWakeUp.wait()
                threads.wakeThreads()
            }
        }
    }

    private mutating func look() {
        let sightings = threads.state.withLock { state in
            state.slots.compactMap { index, slot -> Sighting? in
                guard slot.loweredFor == nil, let lane = slot.lane, let thread = slot.thread else { return nil }
                return Sighting(index: index, lane: lane, job: slot.job, task: lane.taskNumber, thread: thread, isStuck: slot.isStuck)
            }
        }
        var stuck: [Sighting] = []
        for sighting in sightings {
            let track = follow(sighting)
            if track.used >= Self.burstNanoseconds {
                lower(sighting)
            } else if !sighting.isStuck, track.looks >= Self.stuckAfterLooks, sighting.thread.isBlocked {
                stuck.append(sighting)
            }
        }
        markStuck(stuck)
        threads.wakeThreads()
    }

    /// Keeps count of how long a thread has been in its task, and of the CPU time that the task has used on it.
    private mutating func follow(_ sighting: Sighting) -> Track {
        let cpu = sighting.thread.cpuNanoseconds
        let lane = ObjectIdentifier(sighting.lane)
        var track = Track(lane: lane, job: sighting.job, task: sighting.task, cpu: cpu)
        if let before = tracks[sighting.index], before.lane == lane, before.task == sighting.task {
            track.used = before.used + (cpu - min(cpu, before.cpu))
            // A task that suspends and comes back has let others run in between.
            track.looks = before.job == sighting.job ? before.looks + 1 : 0
        }
        tracks[sighting.index] = track
        return track
    }

    /// Counts threads as stuck if they still are.
    private func markStuck(_ stuck: [Sighting]) {
        guard !stuck.isEmpty else { return }
        threads.state.withLock { state in
            for sighting in stuck {
                guard let slot = state.slots[sighting.index], slot.job == sighting.job, !slot.isStuck, slot.lane === sighting.lane else {
                    continue
                }
                state.slots[sighting.index]?.isStuck = true
                state.stuck += 1
            }
        }
    }

    private mutating func lower(_ sighting: Sighting) {
        let isLowered = threads.state.withLock { state in
            // The job may have ended since: then the thread serves other tasks now, and stays as it is.
            guard var slot = state.slots[sighting.index], slot.job == sighting.job, slot.lane === sighting.lane,
                sighting.lane.lower(task: sighting.task)
            else { return false }
            // Under the lock, which the thread takes before it ends: afterwards its number may be another's.
            sighting.thread.lower()
            state.lowered.insert(sighting.thread)
            slot.loweredFor = sighting.task
            if slot.isStuck { state.stuck -= 1 }
            slot.isStuck = false
            state.awake -= 1
            state.slots[sighting.index] = slot
            return true
        }
        if isLowered { tracks[sighting.index] = nil }
    }
}
