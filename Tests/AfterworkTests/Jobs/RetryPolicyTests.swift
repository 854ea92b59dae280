import TestSupport
import Testing

@testable import Afterwork

@Suite struct RetryPolicyTests {
    private static let policies: [RetryPolicy] = [
        .never, .exponential(), .exponential(from: .milliseconds(5), upTo: .seconds(60), maximumAttempts: 3), .fixed(.zero),
        .fixed(.seconds(3), maximumAttempts: 1), .after(.seconds(1), .zero, .seconds(90)), .after(),
        .exponential(upTo: .seconds(-1)), .exponential(from: .seconds(1 << 40), upTo: .seconds(1 << 42), maximumAttempts: .max),
    ]

    @Test(arguments: policies)
    func `gives up after the last attempt, and not before`(policy: RetryPolicy) {
        for attempt in 1..<min(policy.maximumAttempts, 100) { #expect(policy.delay(afterAttempt: attempt) != nil) }
        #expect(policy.delay(afterAttempt: policy.maximumAttempts) == nil)
    }

    @Test func `waits twice as long each time, up to the longest, and up to a tenth less`() {
        let policy = RetryPolicy.exponential(from: .seconds(2), upTo: .seconds(60), maximumAttempts: 200)
        var generator = SplitMix64(seed: 1)
        for (attempt, longest) in [(1, 2), (2, 4), (3, 8), (4, 16), (5, 32), (6, 60), (7, 60), (100, 60), (199, 60)] {
            let waits = (0..<200).compactMap { _ in policy.delay(afterAttempt: attempt, using: &generator) }
            #expect(waits.count == 200)
            let range = Duration.milliseconds(longest * 900)...Duration.seconds(longest)
            #expect(waits.allSatisfy(range.contains))
            // They differ, so that jobs which failed together do not come back together.
            #expect(Set(waits).count > 100)
        }
    }

    @Test func `waits that do not grow are as they were set`() {
        #expect(
            (1..<5).map { RetryPolicy.fixed(.seconds(3), maximumAttempts: 4).delay(afterAttempt: $0) } == [
                .seconds(3), .seconds(3), .seconds(3), nil,
            ]
        )
        #expect((1...3).map { RetryPolicy.after(.seconds(1), .seconds(5)).delay(afterAttempt: $0) } == [.seconds(1), .seconds(5), nil])
        #expect(RetryPolicy.never.delay(afterAttempt: 1) == nil)
    }

    @Test func `the same numbers give the same wait`() {
        let waits = (0..<2).map { _ in
            var generator = SplitMix64(seed: 9)
            return RetryPolicy.exponential().delay(afterAttempt: 4, using: &generator)
        }
        #expect(waits[0] == waits[1])
    }

    @Test func `numbers that make no sense are brought to some that do`() {
        #expect(RetryPolicy.fixed(.seconds(-1)).delay(afterAttempt: 1) == .zero)
        #expect(RetryPolicy.fixed(.zero, maximumAttempts: -3).maximumAttempts == 1)
        #expect(RetryPolicy.after(.seconds(-1)).delay(afterAttempt: 1) == .zero)
        #expect(RetryPolicy.exponential(from: .seconds(-1)).delay(afterAttempt: 1).map { $0 >= .zero } == true)
        #expect(RetryPolicy.exponential(upTo: .seconds(-1)).delay(afterAttempt: 1) == .zero)
        #expect(RetryPolicy.exponential().delay(afterAttempt: 0) != nil)
        #expect(RetryPolicy.after(.seconds(1)).delay(afterAttempt: -5) == .seconds(1))
    }

    @Test(arguments: policies)
    func `comes back from its text`(policy: RetryPolicy) {
        #expect(RetryPolicy(policy.description) == policy)
    }

    @Test func `its text is a line of words and numbers`() {
        #expect(RetryPolicy.exponential().description == "exponential 2000000 3600000000 10")
        #expect(RetryPolicy.fixed(.milliseconds(1500), maximumAttempts: 4).description == "fixed 1500000 4")
        #expect(RetryPolicy.after(.seconds(1), .seconds(5)).description == "after 1000000 5000000")
        #expect(RetryPolicy.never.description == "after")
    }

    @Test(arguments: [
        "", " ", "fixed", "fixed 1", "fixed 1 2 3", "fixed one 2", "fixed -1 2", "exponential 1 2", "exponential 1 2 3 4", "after x",
        "later 1",
        "fixed 99999999999999999999 2",
    ])
    func `a text that is none is not taken for one`(text: String) {
        #expect(RetryPolicy(text) == nil)
    }
}
