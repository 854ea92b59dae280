import Afterwork
import Testing

@testable import AfterworkPostgres

/// When claims begin behind what is dead, and what becomes of jobs that appear there.
struct FloorsTests {
    private let start = ContinuousClock.now

    private func time(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    private func id(_ number: UInt64) -> JobID { JobID(high: 0x7000, low: 1 << 63 | number) }

    private func found(
        _ late: [JobID] = [],
        since: UnixTime = Floors.beginning,
        passed: Int = 100_000,
        took: Duration = .milliseconds(1)
    ) -> Floors.Found {
        Floors.Found(late: late, since: since, passed: passed, took: took)
    }

    /// Floors that were moved at the beginning.
    private func needed(_ floor: UnixTime = UnixTime(microseconds: 1000)) -> Floors {
        var floors = Floors()
        _ = floors.note(claimed: [], passed: 1_000_000, at: start)
        floors.advance(to: [(lane: 1, floor: floor)])
        return floors
    }

    @Test func `there are none as long as little is passed`() {
        var floors = Floors()
        let isToMove = floors.note(claimed: [], passed: 100, at: start)
        #expect(!isToMove)
        floors.advance(to: [(lane: 1, floor: UnixTime(microseconds: 1))])
        #expect(floors.lanes.isEmpty)
    }

    @Test func `they are moved ten times a second at most, and never down`() {
        var floors = needed()
        let areToMove = [0.05, 0.1, 0.15].map { floors.note(claimed: [], passed: 0, at: time($0)) }
        #expect(areToMove == [false, true, false])
        floors.advance(to: [(lane: 1, floor: UnixTime(microseconds: 10)), (lane: 2, floor: UnixTime(microseconds: 20))])
        #expect(floors.lanes == [1: UnixTime(microseconds: 1000), 2: UnixTime(microseconds: 20)])
    }

    @Test func `claims begin a little before them, and now and then further before them`() {
        var floors = needed(UnixTime(microseconds: 9_000_000))
        let begun = [0, 0.01, 0.1, 0.11, 0.2, 0.99, 1, 1.01].map { floors.beginClaim(at: time($0)).lanes[1]?.microseconds }
        #expect(begun == [7_000_000, 8_900_000, 8_500_000, 8_900_000, 8_500_000, 8_500_000, 7_000_000, 8_900_000])
        var none = Floors()
        let known = none.beginClaim(at: start)
        #expect(known.lanes.isEmpty && known.late.isEmpty)
    }

    @Test func `those of others are looked behind at once, and are no better than one's own`() {
        var floors = Floors()
        floors.begin(with: [(lane: 1, floor: UnixTime(microseconds: 1000)), (lane: 2, floor: UnixTime(microseconds: 2000))], at: start)
        #expect(floors.lanes == [1: UnixTime(microseconds: 1000), 2: UnixTime(microseconds: 2000)])
        floors.begin(with: [(lane: 1, floor: UnixTime(microseconds: 5000))], at: start)
        #expect(floors.lanes[1] == UnixTime(microseconds: 1000))
        let look = floors.beginLook(at: start)
        #expect(look?.lanes == floors.lanes)
        // Nothing lies behind them.
        _ = floors.endLook(found(passed: 1), at: start)
        #expect(floors.lanes.isEmpty)
        floors.begin(with: [], at: start)
        let none = floors.beginLook(at: start)
        #expect(none == nil)
    }

    @Test func `they are looked behind by one at a time, and as seldom as takes a twentieth of the time`() {
        var floors = needed()
        func begins(_ seconds: Double) -> Bool { floors.beginLook(at: time(seconds))?.lanes == [1: UnixTime(microseconds: 1000)] }
        #expect([0.2, 0.25, 1].map(begins) == [false, true, false])
        _ = floors.endLook(found(took: .milliseconds(100)), at: time(1))
        #expect([2.9, 3].map(begins) == [false, true])
        // After one that failed it waits longer.
        _ = floors.endLook(nil, at: time(4))
        #expect([13.9, 14].map(begins) == [false, true])
    }

    @Test func `what is found behind them is asked for until it is claimed, and told of once`() {
        var floors = needed()
        func look(_ seconds: Double, _ late: [JobID]) -> Bool {
            _ = floors.beginLook(at: time(seconds))
            return floors.endLook(found(late), at: time(seconds))
        }
        #expect(look(1, [id(1), id(2)]))
        #expect(floors.late == [id(1), id(2)])
        #expect(floors.lanes == [1: UnixTime(microseconds: 1000)])
        _ = floors.note(claimed: [id(1), id(3)], passed: 0, at: time(1))
        #expect(floors.late == [id(2)])
        // It may belong to a queue that is paused.
        #expect(!look(2, [id(2)]))
        #expect(look(3, [id(2), id(4)]))
        #expect(!look(4, []))
        #expect(floors.late.isEmpty)
    }

    @Test func `a look goes on where the last one has come to, and keeps what that found`() {
        var floors = needed()
        func look(_ seconds: Double, _ late: [JobID], since: UnixTime, passed: Int = 10) -> UnixTime? {
            let until = floors.beginLook(at: time(seconds))?.until
            _ = floors.endLook(found(late, since: since, passed: passed), at: time(seconds))
            return until
        }
        let (first, second) = (UnixTime(microseconds: 700), UnixTime(microseconds: 300))
        #expect(look(1, [id(1)], since: first) == UnixTime(microseconds: .max))
        #expect(look(2, [id(2)], since: second, passed: 100_000) == first)
        #expect(look(3, [], since: Floors.beginning) == second)
        #expect(floors.late == [id(1), id(2)])
        // What another worker has taken is not found again.
        #expect(look(4, [id(1)], since: first) == UnixTime(microseconds: .max))
        #expect(floors.late == [id(1), id(2)])
        #expect(look(5, [], since: Floors.beginning) == first)
        #expect(floors.late == [id(1)])
    }

    @Test func `they go when nothing lies behind them any more`() {
        var floors = needed()
        _ = floors.beginLook(at: time(1))
        _ = floors.endLook(found([id(1)], passed: 1), at: time(1))
        #expect(!floors.lanes.isEmpty)
        _ = floors.beginLook(at: time(2))
        _ = floors.endLook(found(passed: 1), at: time(2))
        #expect(floors.lanes.isEmpty)
        let known = floors.beginLook(at: time(9))
        #expect(known == nil)
    }
}
