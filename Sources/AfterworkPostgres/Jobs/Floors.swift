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

    /// Looks from the floors back to the oldest, of which each goes on where the last one has come to.
    private struct Round {
        var late: Set<JobID> = []
        var until = Floors.end
        var passed = 0
    }

    /// How far before the floors claims begin, because who has stored a job may not have committed yet.
    private struct Margin {
        let length: Duration
        /// From a claim that does so to the next.
        let pause: Duration
    }

    /// From when on each lane has what waits, but for what is late; empty as long as claims look at the front.
    private(set) var lanes: [Int: UnixTime] = [:]
    /// What was found behind them, and was not claimed here since.
    private(set) var late: Set<JobID> = []
    private var round = Round()
    private var isNeeded = false
    private var advancedAt: ContinuousClock.Instant?
    /// When a claim last began so far before the floors, for each of the margins.
    private var begunAt: [ContinuousClock.Instant?] = margins.map { _ in nil }
    private var look = Look.underWay

    /// The end of time, and its beginning.
    private static let end = UnixTime(microseconds: .max)
    static let beginning = UnixTime(microseconds: .min)
    /// How many late jobs claims ask for at a time.
    static let mostLate = 2000
    /// How much that is of no use a claim may pass: about a millisecond.
    private static let most = 5000
    /// The longest first. Most commits take some milliseconds, few take more, and each claim passes what was stored in its margin.
    private static let margins = [
        Margin(length: .seconds(2), pause: .seconds(1)),
        Margin(length: .milliseconds(500), pause: .milliseconds(100)),
        Margin(length: .milliseconds(100), pause: .zero),
    ]
    private static let pauseOfAdvance = Duration.milliseconds(100)
    private static let shortestPause = Duration.milliseconds(250)
    /// After a look that failed, because the server is away or has too much to do.
    private static let pauseAfterFailure = Duration.seconds(10)

    /// Begins at floors that others have had. They are looked behind at once.
    ///
    /// - Parameters:
    ///   - floors: For each lane.
    ///   - time: The time now.
    mutating func begin(with floors: [(lane: Int, floor: UnixTime)], at time: ContinuousClock.Instant = .now) {
        guard lanes.isEmpty, !floors.isEmpty else { return }
        isNeeded = true
        look = .due(at: time)
        advance(to: floors)
    }

    /// Begins a claim.
    ///
    /// - Parameter time: The time now.
    /// - Returns: From when on it looks at each lane, and what it asks for besides.
    mutating func beginClaim(at time: ContinuousClock.Instant = .now) -> (lanes: [Int: UnixTime], late: Set<JobID>) {
        guard !lanes.isEmpty else { return ([:], []) }
        let margins = Self.margins
        let due = margins.indices.first { index in begunAt[index].map { $0 + margins[index].pause <= time } ?? true }
        let index = due ?? margins.endIndex - 1
        for other in index..<margins.endIndex { begunAt[other] = time }
        return (lanes.mapValues { $0 + (.zero - margins[index].length) }, late)
    }

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
            round.late.subtract(ids)
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
        return (lanes, round.until)
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
        round.until = found.since
        round.passed += found.passed
        round.late.formUnion(found.late)
        let isNew = !late.isSuperset(of: found.late)
        late.formUnion(found.late)
        if found.since == Self.beginning {
            late = round.late
            if late.isEmpty, round.passed <= Self.most {
                // Nothing lies there any more.
                self = Floors()
            } else {
                round = Round()
            }
        }
        return isNew
    }
}
