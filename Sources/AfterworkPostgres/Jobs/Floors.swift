import Afterwork

/// Where claims begin to look.
///
/// In front of the jobs that wait lie those that were claimed, until the server has removed them from the index: it does so about once a
/// minute, and not at all while somebody keeps an old snapshot open, such as a backup or a forgotten transaction. A claim that begins to look at
/// the front takes longer and longer. So once that shows, claims begin where the last ones found something; and every now and then it is
/// looked behind, where a job may have appeared whose transaction took its time, or that was handed back. A look takes some milliseconds, and the
/// next one goes on where it has come to, from the floors back to the oldest. Claims ask for what is found there by its id, so that nothing ever
/// makes them begin at the front again.
struct Floors {
    /// What a look behind the floors has come to.
    struct Found {
        /// Jobs that wait there.
        let late: [JobID]
        /// Since when; the oldest time there is if it has come to the end.
        let since: UnixTime
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
    /// What was found behind them, and was not claimed here since.
    private(set) var late: Set<JobID> = []
    /// What of it was found since looks began at the floors for the last time.
    private var lateThisTime: Set<JobID> = []
    /// Until when the next look looks.
    private var until = Self.end
    /// How much has been passed since looks began at the floors.
    private var passedThisTime = 0
    private var isNeeded = false
    private var advancedAt: ContinuousClock.Instant?
    private var look = Look.underWay

    /// The end of time, and its beginning.
    private static let end = UnixTime(microseconds: .max)
    static let beginning = UnixTime(microseconds: .min)
    /// How many late jobs claims ask for at a time.
    static let mostLate = 2000
    /// How much that is of no use a claim may pass: about a millisecond.
    private static let most = 5000
    private static let pauseOfAdvance = Duration.milliseconds(200)
    private static let shortestPause = Duration.milliseconds(250)
    /// After a look that failed, because the server is away or has too much to do.
    private static let pauseAfterFailure = Duration.seconds(10)

    /// Takes note of what a claim has come to.
    ///
    /// - Parameters:
    ///   - ids: The jobs that it has taken.
    ///   - passed: How much of the index it has passed that is of no use any more, in entries.
    ///   - time: The time now.
    /// - Returns: Whether the floors are to be moved.
    mutating func note(claimed ids: [JobID], passed: Int, at time: ContinuousClock.Instant = .now) -> Bool {
        if !late.isEmpty {
            late.subtract(ids)
            lateThisTime.subtract(ids)
        }
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
    /// - Returns: The floors, and until when; `nil` if it is not.
    mutating func beginLook(at time: ContinuousClock.Instant = .now) -> (lanes: [Int: UnixTime], until: UnixTime)? {
        guard !lanes.isEmpty, case .due(let due) = look, due <= time else { return nil }
        look = .underWay
        return (lanes, until)
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
        // It takes a twentieth of the time at most.
        look = .due(at: time + max(Self.shortestPause, found.took * 20))
        until = found.since
        passedThisTime += found.passed
        lateThisTime.formUnion(found.late)
        let isNew = !late.isSuperset(of: found.late)
        late.formUnion(found.late)
        if found.since == Self.beginning {
            late = lateThisTime
            (until, lateThisTime) = (Self.end, [])
            // Nothing lies there any more.
            if late.isEmpty, passedThisTime <= Self.most { self = Floors() }
            passedThisTime = 0
        }
        return isNew
    }
}
