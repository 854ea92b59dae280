import Afterwork
import TestSupport
import Testing

/// Tasks that compute for so long that they are lowered, and go on to suspend and to have children.
@Suite(.timeLimit(.minutes(5)))
struct BackgroundLaneTests {
    /// Computes until the watch has seen it, and some more.
    @Sendable static func burn(_ duration: Duration = .milliseconds(30)) {
        let end = ContinuousClock.now + duration
        while ContinuousClock.now < end {}
    }

    @Test func `a lowered task may suspend`() async throws {
        try await RunningRunner.run { running in
            let results = await running.results { tasks in
                tasks.add("burns, then suspends") {
                    Self.burn()
                    await Task.yield()
                    try await Task.sleep(for: .milliseconds(1))
                }
            }
            #expect(results.count == 1)
        }
    }

    @Test(arguments: [1, 4])
    func `lowered tasks with children and suspensions lose no job`(concurrency: Int) async throws {
        try await RunningRunner.run(concurrency: concurrency) { running in
            let count = Counter()
            let responses = (0..<12).map { _ in
                running.respond { tasks in
                    for _ in 0..<2 {
                        tasks.add("burns and forks") {
                            Self.burn(.milliseconds(15))
                            for _ in 0..<5 {
                                await withTaskGroup(of: Void.self) { group in
                                    for _ in 0..<20 {
                                        group.addTask {
                                            for _ in 0..<3 { await Task.yield() }
                                            count.add()
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            for response in responses { #expect(await running.runner.results(ofResponse: response).count == 2) }
            #expect(count.value == 12 * 2 * 5 * 20)
        }
    }

    #if os(Linux)
    @Test func `a task that computes is lowered, and the next task of its worker starts at normal priority`() async throws {
        #expect(!CurrentThread.isLowered)
        try await RunningRunner.run(concurrency: 1) { running in
            for _ in 0..<20 {
                let seen = Journal()
                _ = await running.results { tasks in
                    tasks.add("computes") {
                        while !CurrentThread.isLowered, !Task.isCancelled {}
                        seen.note("lowered")
                    }
                    tasks.add("comes next") { seen.note(CurrentThread.isLowered ? "lowered" : "normal") }
                }
                #expect(seen.lines == ["lowered", "normal"])
            }
        }
    }

    @Test func `a lowered task stays lowered across suspensions, its children too`() async throws {
        try await RunningRunner.run(concurrency: 1) { running in
            let seen = Journal()
            _ = await running.results { tasks in
                tasks.add("computes") {
                    while !CurrentThread.isLowered, !Task.isCancelled {}
                    for _ in 0..<10 {
                        await Task.yield()
                        seen.note("\(CurrentThread.isLowered)")
                        async let child = CurrentThread.isLowered
                        seen.note("\(await child)")
                    }
                }
            }
            #expect(Set(seen.lines) == ["true"])
        }
    }

    @Test func `many short tasks are not lowered for the time they took together`() async throws {
        try await RunningRunner.run(concurrency: 1) { running in
            let lowered = Counter()
            let response = running.respond { tasks in
                for _ in 0..<2000 {
                    tasks.add("short") {
                        if CurrentThread.isLowered { lowered.add() }
                    }
                }
            }
            #expect(await running.runner.results(ofResponse: response).count == 2000)
            #expect(lowered.value == 0)
        }
    }
    #endif
}
