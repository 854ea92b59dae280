import Testing

@testable import Afterwork

@Suite struct UnixTimeTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1, "1970-01-01T00:00:00.000001Z"), (-1, "1969-12-31T23:59:59.999999Z"),
            (1_500_000, "1970-01-01T00:00:01.5Z"), (951_782_399_999_999, "2000-02-28T23:59:59.999999Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00Z"), (951_868_800_000_000, "2000-03-01T00:00:00Z"),
            (1_764_099_642_123_456, "2025-11-25T19:40:42.123456Z"), (1_767_225_600_000_000, "2026-01-01T00:00:00Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00Z"), (253_402_300_799_000_000, "9999-12-31T23:59:59Z"),
            (-62_135_596_800_000_000, "0001-01-01T00:00:00Z"), (-2_208_988_800_010_000, "1899-12-31T23:59:59.99Z"),
        ] as [(Int64, String)]
    )
    func `is written in UTC`(microseconds: Int64, text: String) {
        #expect(UnixTime(microseconds: microseconds).description == text)
    }

    @Test func `the ends of time can be written too`() {
        #expect(UnixTime.distantFuture.description == "294247-01-10T04:00:54.775807Z")
        #expect(UnixTime(microseconds: .min).description == "-290308-12-21T19:59:05.224192Z")
    }

    @Test func `has an order and differences`() {
        let (early, late) = (UnixTime(microseconds: -5), UnixTime(microseconds: 7))
        #expect(early < late)
        #expect(late - early == .microseconds(12))
        #expect(early - late == .microseconds(-12))
        #expect(early + .microseconds(12) == late)
        #expect(late + .seconds(-1) == UnixTime(microseconds: -999_993))
    }

    @Test func `stops at the ends of time instead of going round`() {
        #expect(UnixTime.distantFuture + .seconds(1) == .distantFuture)
        #expect(UnixTime(microseconds: 0) + .seconds(Int64.max) == .distantFuture)
        #expect(UnixTime(microseconds: 0) + .seconds(Int64.min) == UnixTime(microseconds: .min))
        #expect(UnixTime(microseconds: .min) + .seconds(-1) == UnixTime(microseconds: .min))
        #expect(UnixTime.distantFuture - UnixTime(microseconds: .min) == .microseconds(Int64.max))
        #expect(UnixTime(microseconds: .min) - .distantFuture == .microseconds(Int64.min))
    }

    @Test(
        arguments: [
            (.zero, 0), (.nanoseconds(1999), 1), (.nanoseconds(-1999), -1), (.milliseconds(1500), 1_500_000), (.seconds(-1), -1_000_000),
            (.seconds(Int64.max), .max), (.seconds(Int64.min), .min), (.microseconds(Int64.max), .max),
        ] as [(Duration, Int64)]
    )
    func `a duration has whole microseconds`(duration: Duration, microseconds: Int64) {
        #expect(duration.wholeMicroseconds == microseconds)
    }

    @Test func `now is after this was written`() {
        #expect(UnixTime.now > UnixTime(microseconds: 1_764_028_800_000_000))
    }

    @Test(
        arguments: [
            (0.0, 0), (1_800_000_000.25, 1_800_000_000_250_000), (-0.000_001, -1), (1e300, Int64.max), (-Double.infinity, .min), (.nan, 0),
        ] as [(Double, Int64)]
    )
    func `is made from seconds, as a Date has them`(seconds: Double, microseconds: Int64) {
        #expect(UnixTime(secondsSince1970: seconds).microseconds == microseconds)
    }
}
