import Afterwork
import Testing

@testable import AfterworkPostgres

/// When claims begin behind what is dead, and what becomes of jobs that appear there.
struct FloorsTests {
    private let start = ContinuousClock.now

    private func time(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    private func id(_ number: UInt64) -> JobID { JobID(high: 0x7000, low: 1 << 63 | number) }

    private func found(_ late: [JobID] = [], since: UnixTime = Floors.beginning, passed: Int = 100_000) -> Floors.Found {
        Floors.Found(late: late, since: since, width: .seconds(1), passed: passed)
    }

    private func lanes(_ floors: [Int: Int64]) -> [(lane: Int, floor: UnixTime)] {
        floors.map { ($0.key, UnixTime(microseconds: $0.value)) }
    }

    /// Floors that were found at the beginning.
    private func needed(_ floor: Int64 = 9_000_000) -> Floors {
        var floors = Floors()
        _ = floors.note(claimed: [], passed: 1_000_000, at: start)
        _ = floors.beginSearch(at: start)
        _ = floors.endSearch(lanes([1: floor]), took: .zero, at: start)
        return floors
    }

    @Test func `there are none as long as little is passed`() {
        var floors = Floors()
        let isNeeded = floors.note(claimed: [], passed: 100, at: start)
        #expect(!isNeeded)
        let (search, look) = (floors.beginSearch(at: time(1)), floors.beginLook(at: time(1)))
        #expect(search == nil && look == nil)
        #expect(floors.beginnings.isEmpty)
        let isNews = floors.endSearch(lanes([1: 1]), took: .zero, at: time(1))
        #expect(!isNews && floors.beginnings.isEmpty)
    }

    @Test func `they are needed when a claim took too long`() {
        var floors = Floors()
        let areNeeded = [floors.need(at: start), floors.need(at: start)]
        #expect(areNeeded == [true, false])
        let search = floors.beginSearch(at: start)
        #expect(search?.lanes == [:])
        #expect(search?.isNoted == true)
    }

    @Test func `they are searched for ten times a second, once a second from further back, and noted every ten seconds`() {
        var floors = Floors()
        _ = floors.need(at: start)
        func search(_ seconds: Double, took: Duration = .zero) -> String? {
            guard let search = floors.beginSearch(at: time(seconds)) else { return nil }
            let again = floors.beginSearch(at: time(seconds + 60))
            #expect(again == nil, "There is one at a time.")
            _ = floors.endSearch(lanes([1: 9_000_000]), took: took, at: time(seconds))
            return "\(search.reach / .milliseconds(1)) \(search.isNoted)"
        }
        #expect(search(0) == "2000.0 true")
        #expect([0.05, 0.1, 0.15, 0.2].map { search($0) } == [nil, "500.0 false", nil, "500.0 false"])
        #expect([0.99, 1, 1.1].map { search($0) } == ["500.0 false", nil, "2000.0 false"])
        #expect(search(10, took: .milliseconds(100)) == "2000.0 true")
        // It takes a tenth of the time at most, unless that would be too seldom.
        #expect([10.9, 11].map { search($0, took: .milliseconds(50)) } == [nil, "2000.0 false"])
        #expect([11.4, 11.5].map { search($0, took: .seconds(1)) } == [nil, "500.0 false"])
        #expect([12.4, 12.5].map { search($0) } == [nil, "2000.0 false"])
        _ = floors.beginSearch(at: time(20))
        _ = floors.endSearch(nil, took: .zero, at: time(20))
        #expect([29.9, 30].map { search($0) } == [nil, "2000.0 true"])
    }

    @Test func `a search from further back begins at the floors of the last such search`() {
        var floors = Floors()
        _ = floors.need(at: start)
        let found: [(seconds: Double, floor: Int64)] = [(0, 5), (0.5, 6), (1, 7), (1.5, 8), (2, 9)]
        let begun = found.map { seconds, floor in
            let search = floors.beginSearch(at: time(seconds))
            _ = floors.endSearch(lanes([1: floor]), took: .zero, at: time(seconds))
            return search?.lanes[1]?.microseconds
        }
        #expect(begun == [nil, 5, 6, 7, 6])
    }

    @Test func `a look that took too long is made narrower`() {
        var floors = needed()
        let widths = (1...3).map { number in
            let look = floors.beginLook(at: time(Double(number) * 20))
            _ = floors.endLook(nil, took: .zero, at: time(Double(number) * 20))
            return look?.width
        }
        #expect(widths == [.seconds(1), .milliseconds(125), .milliseconds(100)])
    }

    @Test func `claims begin a little before them, and go back to what has come before them`() {
        var floors = needed()
        #expect(floors.beginnings == [1: UnixTime(microseconds: 8_900_000)])
        func search(_ seconds: Double, _ found: [Int: Int64]) -> Bool {
            _ = floors.beginSearch(at: time(seconds))
            return floors.endSearch(lanes(found), took: .zero, at: time(seconds))
        }
        // A claim sees by itself what is little before.
        #expect(!search(1, [1: 9_500_000, 2: 20_000_000]))
        #expect(!search(2, [1: 9_400_000, 2: 20_000_000]))
        #expect(search(3, [1: 9_000_000, 2: 20_000_000]))
        #expect(floors.beginnings == [1: UnixTime(microseconds: 8_900_000), 2: UnixTime(microseconds: 19_900_000)])
    }

    @Test func `they are looked behind by one at a time, and as seldom as takes a twentieth of the time`() {
        var floors = needed()
        func begins(_ seconds: Double) -> Bool { floors.beginLook(at: time(seconds))?.lanes == [1: UnixTime(microseconds: 8_500_000)] }
        #expect([0.2, 0.25, 1].map(begins) == [false, true, false])
        _ = floors.endLook(found(), took: .milliseconds(100), at: time(1))
        #expect([2.9, 3].map(begins) == [false, true])
        // After one that failed it waits longer.
        _ = floors.endLook(nil, took: .zero, at: time(4))
        #expect([13.9, 14].map(begins) == [false, true])
    }

    @Test func `what is found behind them is asked for until it is claimed, and told of once`() {
        var floors = needed()
        func look(_ seconds: Double, _ late: [JobID]) -> Bool {
            _ = floors.beginLook(at: time(seconds))
            return floors.endLook(found(late), took: .zero, at: time(seconds))
        }
        #expect(look(1, [id(1), id(2)]))
        #expect(floors.late == [id(1), id(2)])
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
            _ = floors.endLook(found(late, since: since, passed: passed), took: .zero, at: time(seconds))
            return until
        }
        let (first, second) = (UnixTime(microseconds: 700), UnixTime(microseconds: 300))
        #expect(look(1, [id(1)], since: first) == .distantFuture)
        #expect(look(2, [id(2)], since: second, passed: 100_000) == first)
        #expect(look(3, [], since: Floors.beginning) == second)
        #expect(floors.late == [id(1), id(2)])
        // What another worker has taken is not found again.
        #expect(look(4, [id(1)], since: first) == .distantFuture)
        #expect(floors.late == [id(1), id(2)])
        #expect(look(5, [], since: Floors.beginning) == first)
        #expect(floors.late == [id(1)])
    }

    @Test func `of too many late jobs others are asked for each time`() {
        var floors = needed()
        let ids = (0..<3000).map { id(UInt64($0)) }
        _ = floors.beginLook(at: time(1))
        _ = floors.endLook(found(ids), took: .zero, at: time(1))
        #expect(floors.hasTooManyLate)
        var asked: Set<JobID> = []
        for _ in 0..<100 {
            let some = floors.someLate
            #expect(some.count == Floors.mostLate)
            asked.formUnion(some)
        }
        #expect(asked == Set(ids))
        // What was found last is among them.
        _ = floors.beginLook(at: time(2))
        _ = floors.endLook(found(ids + [id(3000)]), took: .zero, at: time(2))
        #expect((0..<10).allSatisfy { _ in floors.someLate.contains(id(3000)) })
    }

    @Test func `they go when nothing lies behind them any more`() {
        var floors = needed()
        _ = floors.beginLook(at: time(1))
        _ = floors.endLook(found([id(1)], passed: 1), took: .zero, at: time(1))
        #expect(!floors.lanes.isEmpty)
        _ = floors.beginLook(at: time(2))
        _ = floors.endLook(found(passed: 1), took: .zero, at: time(2))
        #expect(floors.lanes.isEmpty)
        let (search, look) = (floors.beginSearch(at: time(9)), floors.beginLook(at: time(9)))
        #expect(search == nil && look == nil)
    }
}
