import AfterworkTesting
import TestSupport
import Testing

@testable import Afterwork

@Suite(.timeLimit(.minutes(5)))
struct BellTests {
    private let bell = Bell()

    @Test func `rung while nobody waits, it wakes the next one at once, once`() async throws {
        for _ in 0..<3 { bell.ring() }
        await bell.wait()
        let journal = Journal()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await bell.wait()
                journal.note("woken")
            }
            for _ in 0..<100 { await Task.yield() }
            #expect(journal.lines == [])
            bell.ring()
            try await group.waitForAll()
        }
    }

    @Test func `wakes the one who waits`() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await bell.wait() }
            group.addTask { bell.ring() }
        }
    }

    @Test func `a ring that was taken back wakes nobody`() async {
        bell.ring()
        bell.silence()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await bell.wait() }
            for _ in 0..<100 { await Task.yield() }
            bell.ring()
        }
    }

    @Test func `who is cancelled waits no longer, before or while it does`() async {
        for isEarly in [true, false] {
            await withTaskGroup(of: Void.self) { group in
                if isEarly { group.cancelAll() }
                group.addTask { await bell.wait() }
                for _ in 0..<10 { await Task.yield() }
                group.cancelAll()
            }
        }
    }

    @Test func `a wait with an end ends when its time has come`() async throws {
        let clock = ManualClock()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await bell.wait(for: .seconds(5), on: clock) }
            try await clock.waitForSleepers()
            clock.advance(by: .seconds(5))
            try await group.waitForAll()
        }
        // Its end leaves no ring behind that would wake the next one.
        let journal = Journal()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await bell.wait(for: .seconds(5), on: clock)
                journal.note("woken")
            }
            try await clock.waitForSleepers()
            for _ in 0..<100 { await Task.yield() }
            #expect(journal.lines == [])
            bell.ring()
            try await group.waitForAll()
        }
    }

    @Test func `a wait that nothing ends but the bell outlasts a cancellation`() async throws {
        let journal = Journal()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await bell.waitForRing()
                journal.note("woken")
            }
            group.cancelAll()
            for _ in 0..<100 { await Task.yield() }
            #expect(journal.lines == [])
            bell.ring()
            try await group.waitForAll()
        }
    }

    @Test func `no ring is lost, however it falls`() async {
        let (asked, answered) = (Bell(), Bell())
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for _ in 0..<2000 {
                    await asked.wait()
                    answered.ring()
                }
            }
            for _ in 0..<2000 {
                asked.ring()
                await answered.wait()
            }
        }
    }
}
