import Foundation
import Synchronization

/// How often who is killed, at instants that the seed decides.
struct KillPlan {
    /// How often workers are killed.
    let workers: Int
    /// How often the server is.
    let servers: Int
    let seed: UInt64

    /// What the environment asks for.
    static let current = KillPlan(ProcessInfo.processInfo.environment)

    private init(_ environment: [String: String]) {
        workers = environment["CHAOS_WORKER_KILLS"].flatMap { Int($0) } ?? 10
        servers = environment["CHAOS_SERVER_KILLS"].flatMap { Int($0) } ?? 1
        seed = environment["CHAOS_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0...999_999_999)
    }

    /// How long all of it may take.
    var minutes: Int { 4 + workers / 30 }
}

/// What was killed so far, and what had been done.
final class Tally: Sendable {
    struct Counts {
        var kills = 0
        var begun = 0
        var done = 0
    }

    private let state = Mutex(Counts())

    var counts: Counts { state.withLock(\.self) }

    /// A worker was killed, unless that was one too many.
    func note(begun: Int, done: Int, of most: Int) {
        state.withLock { counts in
            if counts.kills < most { counts.kills += 1 }
            counts.begun += begun
            counts.done += done
        }
    }
}
