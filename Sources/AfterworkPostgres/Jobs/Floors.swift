import Afterwork

/// Where claims begin to look.
///
/// In front of the jobs that wait lie those that were claimed, until the server has removed them from the index: it does so about once a
/// minute, and not at all while somebody keeps an old snapshot open, such as a backup or a forgotten transaction. A claim that begins to look at
/// the front takes longer and longer. So once that shows, claims begin where the last ones found something; and every now and then it is
/// looked behind, where a job may have appeared whose transaction took its time, or that was handed back. Claims ask for what is found there by
/// its id, so that nothing ever makes them begin at the front again.
struct Floors {
    /// What a look behind the floors has come to.
    struct Found {
        /// Jobs that wait there, ``mostLate`` at most.
        let late: [JobID]
        /// How much of the index it has passed, in entries.
        let passed: Int
        let took: Duration
    }

    private enum Look {
        case due(at: ContinuousClock.Instant)
        case underWay
    }

    /// From when on each lane has what waits, but for what is late; empty as long as claims look at the front.
    private(set) var lanes: [Int: UnixTime] = [:]
    /// What the last look has found, and was not claimed here since.
    private(set) var late: Set<JobID> = []
    private var isNeeded = false
    private var advancedAt: ContinuousClock.Instant?
    private var look = Look.underWay

    /// How many late jobs claims ask for at a time.
    static let mostLate = 2000
    /// How much that is of no use a claim may pass: about a millisecond.
    private static let most = 5000
    private static let pauseOfAdvance = Duration.milliseconds(200)
    private static let shortestPause = Duration.milliseconds(250)
    /// After a look that failed, perhaps because it took too long.
    private static let pauseAfterFailure = Duration.seconds(10)

    /// Takes note of what a claim has come to.
    ///
    /// - Parameters:
    ///   - ids: The jobs that it has taken.
    ///   - passed: How much of the index it has passed that is of no use any more, in entries.
    ///   - time: The time now.
    /// - Returns: Whether the floors are to be moved.
    mutating func note(claimed ids: [JobID], passed: Int, at time: ContinuousClock.Instant = .now) -> Bool {
        if !late.isEmpty { late.subtract(ids) }
        if !isNeeded {
            guard passed > Self.most else { return false }
            isNeeded = true
            look = .due(at: time + Self.shortestPause)
        }
        guard advancedAt.map({ $0 + Self.pauseOfAdvance <= time }) ?? true else { return false }
        advancedAt = time
        return true
    }

    /// Takes note of where the lanes have what waits. They have nothing new before it, so no floor goes down.
    mutating func advance(to floors: [(lane: Int, floor: UnixTime)]) {
        guard isNeeded else { return }
        for (lane, floor) in floors { lanes[lane] = max(lanes[lane] ?? floor, floor) }
    }

    /// Begins to look behind the floors, if it is time to.
    ///
    /// - Returns: The floors; `nil` if it is not.
    mutating func beginLook(at time: ContinuousClock.Instant = .now) -> [Int: UnixTime]? {
        guard !lanes.isEmpty, case .due(let due) = look, due <= time else { return nil }
        look = .underWay
        return lanes
    }

    /// Takes note of what was found behind the floors.
    ///
    /// - Parameters:
    ///   - found: What it has come to; `nil` if it failed.
    ///   - time: The time now.
    /// - Returns: Whether there is something that was not known.
    mutating func endLook(_ found: Found?, at time: ContinuousClock.Instant = .now) -> Bool {
        guard let found else {
            look = .due(at: time + Self.pauseAfterFailure)
            return false
        }
        // Nothing lies there any more.
        if found.late.isEmpty, found.passed <= Self.most {
            self = Floors()
            return false
        }
        // It takes a twentieth of the time at most, unless there is more.
        look = .due(at: time + (found.late.count < Self.mostLate ? max(Self.shortestPause, found.took * 20) : Self.shortestPause))
        defer { late = Set(found.late) }
        return !late.isSuperset(of: found.late)
    }
}
