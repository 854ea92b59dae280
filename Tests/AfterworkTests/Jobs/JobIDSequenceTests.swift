import TestSupport
import Testing

@testable import Afterwork

@Suite struct JobIDSequenceTests {
    private let now = UnixTime(microseconds: 0x017F_22E2_79B0 * 1000)

    @Test func `an id is a UUID of version 7 that tells its millisecond`() {
        var sequence = JobIDSequence()
        for random in [0, 1, 0x1234_5678_9ABC_DEF0, .max] as [UInt64] {
            let id = sequence.next(at: now, random: random)
            #expect(id.high >> 16 == 0x017F_22E2_79B0)
            #expect(id.high >> 12 & 0xf == 7)
            #expect(id.low >> 62 == 0b10)
        }
    }

    @Test func `each is greater than the one before, whatever the clock does`() {
        var sequence = JobIDSequence()
        var generator = SplitMix64(seed: 1)
        var time = now
        var ids: [JobID] = []
        for _ in 0..<20_000 {
            time = time + .microseconds(Int64.random(in: -3000...3000, using: &generator))
            ids.append(sequence.next(at: time, random: generator.next()))
        }
        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test func `more than a millisecond has room for take the next one early`() {
        var sequence = JobIDSequence()
        var ids: [JobID] = []
        for _ in 0..<10_000 { ids.append(sequence.next(at: now, random: .max)) }
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.high >> 12 & 0xf == 7 })
        #expect((ids.last?.high ?? 0) >> 16 - 0x017F_22E2_79B0 == 2)
    }

    @Test func `when the clock goes back, it counts on where it was`() {
        var sequence = JobIDSequence()
        let before = sequence.next(at: now, random: 0)
        let after = sequence.next(at: now + .seconds(-3600), random: 0)
        #expect(after > before)
        #expect(after.high >> 16 == before.high >> 16)
    }

    @Test func `a time before 1970 is as good as any`() {
        var sequence = JobIDSequence()
        let first = sequence.next(at: UnixTime(microseconds: -5), random: 0)
        #expect(sequence.next(at: UnixTime(microseconds: .min), random: 0) > first)
    }

    @Test func `what is random in it is not used up by the counter`() {
        var sequence = JobIDSequence()
        let ids = (0..<100).map { sequence.next(at: now, random: UInt64($0) << 40) }
        #expect(Set(ids.map(\.low)).count == 100)
    }
}
