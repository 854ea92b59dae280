import CoreMetrics
import Logging
import Synchronization

/// Finds workers that are dead, and gives their jobs back to the queue.
struct Rescuer {
    let worker: Worker

    func run() async {
        var patience = Backoff(worker: worker, doing: "look after jobs of dead workers")
        var watch = LifeWatch(lease: worker.configuration.lease)
        while !Task.isCancelled {
            let asked = worker.elapsed()
            let presences: [Presence]
            do {
                presences = try await worker.store.presences()
            } catch {
                watch.forget()
                await patience.wait(after: error)
                continue
            }
            do {
                let own = worker.board.withLock(\.incarnation)
                let dead = watch.dead(among: presences.filter { $0.incarnation != own }, asked: asked, at: worker.elapsed())
                if !dead.isEmpty { try await rescue(from: dead) }
                patience.reset()
                // Its only error is that it was cancelled.
                try? await worker.clock.sleep(for: min(worker.configuration.beatInterval, .seconds(1)))
            } catch {
                watch.forget()
                await patience.wait(after: error)
            }
        }
    }

    private func rescue(from dead: [Presence]) async throws {
        for job in try await worker.store.rescue(dead) {
            worker.metrics.rescued.increment()
            let isQuarantined = job.state == .quarantined
            worker.logger.log(
                level: isQuarantined ? .error : .warning,
                isQuarantined
                    ? "Job is put into quarantine: \(job.crashes) processes died while they ran it. See what it does to them, then retry it."
                    : "Job is taken over from a process that died.",
                metadata: ["job.id": "\(job.id)", "job.name": "\(job.name)", "job.crashes": "\(job.crashes)"]
            )
        }
    }
}

/// Judges by what there is to see of workers which of them are dead.
///
/// One that only shows how often it has shown itself is dead when the number has not changed for a whole lease of the observer's own
/// time. Nobody's clock is compared with anybody else's, and an answer that was long under way makes nobody look dead: the lease is
/// counted from when one answer came to when the other was asked for.
struct LifeWatch {
    private let lease: Duration
    private var seen: [Incarnation: (beats: Int64, since: Duration)] = [:]

    init(lease: Duration) {
        self.lease = lease
    }

    /// Forgets what it has seen: where the observer saw nothing for a while, or could change nothing, others may have had no way to show
    /// themselves either.
    mutating func forget() {
        seen = [:]
    }

    /// - Parameters:
    ///   - presences: What there is to see.
    ///   - asked: When the observer asked, by his own time; when the answer came unless given.
    ///   - time: When the answer came.
    /// - Returns: What there is to see of the workers that are dead.
    mutating func dead(among presences: [Presence], asked: Duration? = nil, at time: Duration) -> [Presence] {
        var dead: [Presence] = []
        var now: [Incarnation: (beats: Int64, since: Duration)] = [:]
        for presence in presences {
            switch presence.sign {
            case .alive: continue
            case .dead: dead.append(presence)
            case .beats(let beats):
                let before = seen[presence.incarnation].flatMap { $0.beats == beats ? $0 : nil }
                let entry = before ?? (beats, time)
                now[presence.incarnation] = entry
                if (asked ?? time) - entry.since >= lease { dead.append(presence) }
            }
        }
        seen = now
        return dead
    }
}
