import Afterwork

/// Where claims begin to look.
///
/// In front of the jobs that wait lie those that were claimed, until the server has removed them from the index: it does so about once a
/// minute, and not at all while somebody keeps an old snapshot open, such as a backup or a forgotten transaction. A claim that begins to look at
/// the front takes longer and longer. So once that shows, claims begin a little before the first job that waits: at the floors, which are looked
/// for anew all the time, from some way before the last ones on, because who has stored a job may not have committed yet.
///
/// And every now and then it is looked behind, where a job may have appeared whose transaction took very long, or that was handed back. A look
/// takes some milliseconds, and the next one goes on where it has come to, from the floors back to the oldest. Claims ask for what is found there
/// by its id, so that nothing ever makes them begin at the front again.
struct Floors {
    /// A search for the floors.
    struct Search {
        /// The floors that are known, or were some time ago.
        let lanes: [Int: UnixTime]
        /// How far before them it begins.
        let reach: Duration
        /// Whether what is found is noted for workers that come later.
        let isNoted: Bool
    }

    /// A look behind the floors.
    struct Look {
        /// Before when in each lane.
        let lanes: [Int: UnixTime]
        /// Before when in all of them, and how much of the time in its first step.
        let until: UnixTime
        let width: Duration
    }

    /// What a look behind the floors has come to.
    struct Found {
        /// Jobs that wait there.
        let late: [JobID]
        /// Since when; the oldest time there is if it has come to the end.
        let since: UnixTime
        /// How much of the time the next look is to take in its first step.
        let width: Duration
        /// How much of the index it has passed, in entries.
        let passed: Int
    }

    private enum Turn {
        case due(at: ContinuousClock.Instant)
        case underWay
    }

    /// Looks from the floors back to the oldest, of which each goes on where the last one has come to.
    private struct Round {
        var late: Set<JobID> = []
        var until = UnixTime.distantFuture
        var width = Duration.seconds(1)
        var passed = 0
    }

    /// From when on each lane has what waits, but for what is late; empty as long as claims look at the front.
    private(set) var lanes: [Int: UnixTime] = [:]
    /// What was found behind them, and was not claimed here since.
    private(set) var late: Set<JobID> = []
    /// What of it was found last.
    private var newest: Set<JobID> = []
    private var isNeeded = false
    private var search = Turn.underWay
    /// The floors when it was searched from far before them.
    private var farLanes: [Int: UnixTime] = [:]
    private var nextFarSearch: ContinuousClock.Instant?
    private var nextNote: ContinuousClock.Instant?
    private var look = Turn.underWay
    private var round = Round()

    /// The beginning of time.
    static let beginning = UnixTime(microseconds: .min)
    /// How many late jobs claims ask for at a time.
    static let mostLate = 2000
    /// How many a look finds in each lane and step.
    static let mostFound = 20_000
    /// How much that is of no use a claim may pass: about a millisecond.
    private static let mostPassed = 5000
    /// How far before the floors claims begin. Most commits take some milliseconds, and each claim passes all that was stored meanwhile.
    private static let margin = Duration.milliseconds(100)
    /// How far before the floors a search begins, and how far one does that is made once a second.
    private static let reach = Duration.milliseconds(500)
    private static let farReach = Duration.seconds(2)
    private static let pauseOfFarSearch = Duration.seconds(1)
    private static let pauseOfNote = Duration.seconds(10)
    private static let pauseOfSearch = Duration.milliseconds(100)
    private static let longestPauseOfSearch = Duration.seconds(1)
    private static let pauseOfLook = Duration.milliseconds(250)
    /// After one that failed, because the server is away or has too much to do.
    private static let pauseAfterFailure = Duration.seconds(10)

    /// From when on claims look at each lane.
    var beginnings: [Int: UnixTime] { lanes.mapValues { $0 + (.zero - Self.margin) } }

    /// Whether a claim cannot ask for all late jobs.
    var hasTooManyLate: Bool { late.count > Self.mostLate }

    /// The late jobs for which a claim asks. If there are too many: some of those that were found last, and others each time, for it may be that
    /// some cannot be claimed.
    var someLate: [JobID] {
        guard hasTooManyLate else { return Array(late) }
        let first = Array(newest.prefix(Self.mostLate / 2))
        let rest = late.dropFirst(.random(in: 0..<late.count)).prefix(Self.mostLate - first.count)
        return first + rest + late.prefix(Self.mostLate - first.count - rest.count)
    }

    /// Takes note of what a claim has come to.
    ///
    /// - Parameters:
    ///   - ids: The jobs that it has taken.
    ///   - passed: How much of the index it has passed that is of no use any more, in entries.
    ///   - time: The time now.
    /// - Returns: Whether claims are to begin at floors, and that is new.
    mutating func note(claimed ids: [JobID], passed: Int, at time: ContinuousClock.Instant = .now) -> Bool {
        if !late.isEmpty {
            late.subtract(ids)
            newest.subtract(ids)
            round.late.subtract(ids)
        }
        return passed > Self.mostPassed && need(at: time)
    }

    /// Takes note of that claims are to begin at floors.
    ///
    /// - Parameter time: The time now.
    /// - Returns: Whether that is new.
    mutating func need(at time: ContinuousClock.Instant = .now) -> Bool {
        guard !isNeeded else { return false }
        isNeeded = true
        search = .due(at: time)
        look = .due(at: time + Self.pauseOfLook)
        return true
    }

    /// Begins to search for the floors, if it is time to.
    ///
    /// - Parameter time: The time now.
    /// - Returns: How; `nil` if it is not.
    mutating func beginSearch(at time: ContinuousClock.Instant = .now) -> Search? {
        guard isNeeded, case .due(let due) = search, due <= time else { return nil }
        search = .underWay
        let isFar = nextFarSearch.map { $0 <= time } ?? true
        var known = lanes
        if isFar {
            // What has come before those of the last time is to be found as well.
            known = lanes.merging(farLanes) { min($0, $1) }
            farLanes = lanes
            nextFarSearch = time + Self.pauseOfFarSearch
        }
        let isNoted = nextNote.map { $0 <= time } ?? true
        if isNoted { nextNote = time + Self.pauseOfNote }
        return Search(lanes: known, reach: isFar ? Self.farReach : Self.reach, isNoted: isNoted)
    }

    /// Takes note of where the lanes have what waits.
    ///
    /// - Parameters:
    ///   - floors: For each lane; `nil` if the search failed.
    ///   - took: How long it took.
    ///   - time: The time now.
    /// - Returns: Whether something waits that claims have not seen, because a floor was beyond it.
    mutating func endSearch(
        _ floors: [(lane: Int, floor: UnixTime)]?,
        took: Duration,
        at time: ContinuousClock.Instant = .now
    ) -> Bool {
        guard isNeeded else { return false }
        guard let floors else {
            search = .due(at: time + Self.pauseAfterFailure)
            return false
        }
        // It takes a tenth of the time at most, unless that would be too seldom.
        search = .due(at: time + max(Self.pauseOfSearch, min(took * 10, Self.longestPauseOfSearch)))
        let seen = beginnings
        lanes = Dictionary(floors.map { ($0.lane, $0.floor) }) { first, _ in first }
        return lanes.contains { lane, floor in seen[lane].map { floor < $0 } ?? false }
    }

    /// Begins to look behind the floors, if it is time to.
    ///
    /// - Parameter time: The time now.
    /// - Returns: How; `nil` if it is not.
    mutating func beginLook(at time: ContinuousClock.Instant = .now) -> Look? {
        guard !lanes.isEmpty, case .due(let due) = look, due <= time else { return nil }
        look = .underWay
        return Look(lanes: lanes.mapValues { $0 + (.zero - Self.reach) }, until: round.until, width: round.width)
    }

    /// Takes note of what was found behind the floors.
    ///
    /// - Parameters:
    ///   - found: What it has come to; `nil` if it failed.
    ///   - took: How long it took.
    ///   - time: The time now.
    /// - Returns: Whether there is something that was not known.
    mutating func endLook(_ found: Found?, took: Duration, at time: ContinuousClock.Instant = .now) -> Bool {
        guard let found else {
            look = .due(at: time + Self.pauseAfterFailure)
            // There may have been too much in one step.
            round.width = max(round.width / 8, .milliseconds(100))
            return false
        }
        // It takes a twentieth of the time at most.
        look = .due(at: time + max(Self.pauseOfLook, took * 20))
        round.until = found.since
        round.width = found.width
        round.passed += found.passed
        round.late.formUnion(found.late)
        let new = Set(found.late).subtracting(late)
        if !new.isEmpty { newest = new }
        late.formUnion(new)
        if found.since == Self.beginning {
            late = round.late
            if late.isEmpty, round.passed <= Self.mostPassed {
                // Nothing lies there any more.
                self = Floors()
            } else {
                round = Round()
            }
        }
        return !new.isEmpty
    }
}
