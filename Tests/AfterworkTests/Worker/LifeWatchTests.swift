import Testing

@testable import Afterwork

@Suite struct LifeWatchTests {
    private let first = Incarnation(JobID(high: 1, low: 1))
    private let second = Incarnation(JobID(high: 2, low: 2))

    @Test func `one whose number stands still for a lease is dead, and not before`() {
        var watch = LifeWatch(lease: .seconds(10))
        for second in 0..<10 { #expect(watch.dead(among: [Presence(first, .beats(7))], at: .seconds(second)).isEmpty) }
        #expect(watch.dead(among: [Presence(first, .beats(7))], at: .seconds(10)).map(\.incarnation) == [first])
    }

    @Test func `the lease is counted from when the observer first saw the number, not from when it was written`() {
        var watch = LifeWatch(lease: .seconds(10))
        #expect(watch.dead(among: [Presence(first, .beats(7))], at: .seconds(1000)).isEmpty)
        #expect(watch.dead(among: [Presence(first, .beats(7))], at: .milliseconds(1_009_999)).isEmpty)
        #expect(watch.dead(among: [Presence(first, .beats(7))], at: .seconds(1010)).map(\.incarnation) == [first])
    }

    @Test func `an answer that was under way for a lease says nothing of the time since`() {
        var watch = LifeWatch(lease: .seconds(10))
        _ = watch.dead(among: [Presence(first, .beats(7))], asked: .zero, at: .seconds(1))
        #expect(watch.dead(among: [Presence(first, .beats(7))], asked: .seconds(2), at: .seconds(20)).isEmpty)
        #expect(watch.dead(among: [Presence(first, .beats(7))], asked: .seconds(10), at: .seconds(20)).isEmpty)
        #expect(watch.dead(among: [Presence(first, .beats(7))], asked: .seconds(11), at: .seconds(20)).map(\.incarnation) == [first])
    }

    @Test func `one that beats lives, however seldom within the lease`() {
        var watch = LifeWatch(lease: .seconds(10))
        for beat in 0..<100 {
            #expect(watch.dead(among: [Presence(first, .beats(Int64(beat)))], at: .seconds(beat * 9)).isEmpty)
        }
    }

    @Test func `a number that goes back is a sign of life too`() {
        var watch = LifeWatch(lease: .seconds(10))
        _ = watch.dead(among: [Presence(first, .beats(7))], at: .zero)
        #expect(watch.dead(among: [Presence(first, .beats(6))], at: .seconds(10)).isEmpty)
    }

    @Test func `what is known for certain is believed at once`() {
        var watch = LifeWatch(lease: .seconds(10))
        #expect(watch.dead(among: [Presence(first, .dead), Presence(second, .alive)], at: .zero).map(\.incarnation) == [first])
        #expect(watch.dead(among: [Presence(second, .alive)], at: .seconds(1000)).isEmpty)
    }

    @Test func `each is judged by itself`() {
        var watch = LifeWatch(lease: .seconds(10))
        _ = watch.dead(among: [Presence(first, .beats(1))], at: .zero)
        _ = watch.dead(among: [Presence(first, .beats(1)), Presence(second, .beats(1))], at: .seconds(5))
        let dead = watch.dead(among: [Presence(first, .beats(1)), Presence(second, .beats(1))], at: .seconds(10))
        #expect(dead.map(\.incarnation) == [first])
    }

    @Test func `one that was away and is back is watched anew`() {
        var watch = LifeWatch(lease: .seconds(10))
        _ = watch.dead(among: [Presence(first, .beats(1))], at: .zero)
        _ = watch.dead(among: [], at: .seconds(9))
        #expect(watch.dead(among: [Presence(first, .beats(1))], at: .seconds(11)).isEmpty)
    }

    @Test func `nobody is dead because the observer saw nothing for a while`() {
        var watch = LifeWatch(lease: .seconds(10))
        _ = watch.dead(among: [Presence(first, .beats(1))], at: .zero)
        watch.forget()
        #expect(watch.dead(among: [Presence(first, .beats(1))], at: .seconds(12)).isEmpty)
        #expect(watch.dead(among: [Presence(first, .beats(1))], at: .seconds(21)).isEmpty)
        #expect(watch.dead(among: [Presence(first, .beats(1))], at: .seconds(22)).map(\.incarnation) == [first])
    }

    @Test func `one that is still there after it was found dead is found again`() {
        var watch = LifeWatch(lease: .seconds(10))
        _ = watch.dead(among: [Presence(first, .beats(1))], at: .zero)
        for second in 10...12 {
            #expect(watch.dead(among: [Presence(first, .beats(1))], at: .seconds(second)).map(\.incarnation) == [first])
        }
    }
}
