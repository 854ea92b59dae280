import Afterwork
import AfterworkTesting
import Testing

@Suite(.timeLimit(.minutes(5)))
struct ManualClockTests {
    private let clock = ManualClock(time: UnixTime(microseconds: 1_000_000))

    @Test func `stands still until it is moved, and the time of day with it`() {
        #expect(clock.now.offset == .zero)
        #expect(clock.time().microseconds == 1_000_000)
        clock.advance(by: .milliseconds(1500))
        #expect(clock.now.offset == .milliseconds(1500))
        #expect(clock.time().microseconds == 2_500_000)
    }

    @Test func `never goes back`() {
        clock.advance(by: .seconds(-5))
        #expect(clock.now.offset == .zero)
        #expect(clock.time().microseconds == 1_000_000)
    }

    @Test func `the time of day can be set alone`() {
        clock.setTime(UnixTime(microseconds: 5))
        #expect(clock.now.offset == .zero)
        #expect(clock.time().microseconds == 5)
    }

    @Test func `tells the time to whoever takes a closure that does`() {
        let now: @Sendable () -> UnixTime = clock.time
        clock.advance(by: .seconds(1))
        #expect(now().microseconds == 2_000_000)
    }

    @Test func `wakes who sleeps when the time has come, and not before`() async throws {
        try await withThrowingTaskGroup(of: Duration.self) { group in
            for seconds in [3, 1, 2] {
                group.addTask {
                    try await clock.sleep(for: .seconds(seconds))
                    return clock.now.offset
                }
            }
            try await clock.waitForSleepers(3)
            for second in 1...3 {
                clock.advance(by: .seconds(1))
                #expect(try await group.next() == .seconds(second))
            }
        }
    }

    @Test func `lets nobody sleep for a time that is past`() async throws {
        try await clock.sleep(for: .zero)
        try await clock.sleep(for: .seconds(-1))
    }

    @Test func `who is cancelled wakes with an error, before it sleeps or while it does`() async throws {
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await clock.sleep(for: .seconds(1)) }
            group.addTask { try await clock.waitForSleepers(9) }
            group.cancelAll()
            group.addTask { try await clock.sleep(for: .seconds(1)) }
            while let result = await group.nextResult() {
                #expect(throws: CancellationError.self) { try result.get() }
            }
        }
        clock.advance(by: .seconds(2))
    }
}
