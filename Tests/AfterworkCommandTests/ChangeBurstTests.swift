import Testing

@testable import AfterworkCommand

@Suite struct ChangeBurstTests {
    private static func snapshot(_ times: [String: Int]) -> SourceSnapshot {
        SourceSnapshot(files: times.mapValues { SourceSnapshot.File(seconds: $0, nanoseconds: 0, size: 1, inode: 1) })
    }

    @Test func `nothing is reported while nothing changes`() {
        var burst = ChangeBurst(Self.snapshot(["a": 1]), delay: .seconds(1))
        #expect(burst.observe(Self.snapshot(["a": 1]), at: .seconds(5)) == [])
        #expect(!burst.isOpen)
    }

    @Test func `changes are reported together once nothing more has changed for the delay`() {
        var burst = ChangeBurst(Self.snapshot(["a": 1, "b": 1, "c": 1]), delay: .seconds(1))
        #expect(burst.observe(Self.snapshot(["a": 2, "b": 1, "c": 1]), at: .seconds(10)) == [])
        #expect(burst.isOpen)
        #expect(burst.observe(Self.snapshot(["a": 2, "b": 2]), at: .seconds(10.9)) == [])
        #expect(burst.observe(Self.snapshot(["a": 2, "b": 2]), at: .seconds(11.8)) == [])
        #expect(burst.observe(Self.snapshot(["a": 2, "b": 2]), at: .seconds(11.9)) == ["a", "b", "c"])
        #expect(!burst.isOpen)
        #expect(burst.observe(Self.snapshot(["a": 2, "b": 2]), at: .seconds(20)) == [])
    }

    @Test func `without a delay a change is reported at once`() {
        var burst = ChangeBurst(Self.snapshot(["a": 1]), delay: .zero)
        #expect(burst.observe(Self.snapshot(["a": 2]), at: .seconds(1)) == ["a"])
    }

    @Test func `a file that came and went is no change`() {
        var burst = ChangeBurst(Self.snapshot(["a": 1]), delay: .seconds(1))
        #expect(burst.observe(Self.snapshot(["a": 1, "a.new": 1]), at: .seconds(1)) == [])
        #expect(burst.observe(Self.snapshot(["a": 1]), at: .seconds(1.5)) == [])
        #expect(burst.observe(Self.snapshot(["a": 1]), at: .seconds(3)) == [])
        #expect(!burst.isOpen)
    }

    @Test func `files of other places are no change, and those that were watched before still are`() {
        var burst = ChangeBurst(Self.snapshot(["a": 1, "b": 1]), delay: .zero)
        let now = Self.snapshot(["a": 2, "c": 1])
        burst.adopt(now)
        #expect(burst.observe(now, at: .seconds(1)) == ["a"])
    }
}
