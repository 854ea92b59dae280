import Afterwork
import TestSupport
import Testing

/// What the threads do with many tasks of each kind: each exactly once, none left behind.
@Suite(.timeLimit(.minutes(5)))
struct BackgroundThreadsTests {
    @Test func `thousands of tiny tasks run once each`() async throws {
        try await RunningRunner.run(concurrency: 40) { running in
            let count = Counter()
            let responses = (0..<1000).map { _ in
                running.respond { tasks in
                    for _ in 0..<5 { tasks.add("tiny") { count.add() } }
                }
            }
            for response in responses { #expect(await running.runner.results(ofResponse: response).count == 5) }
            #expect(count.value == 5000)
            #expect(running.runner.statistics.finished == 5000)
        }
    }

    @Test func `a burst of tasks that block gets a thread each, up to the limit`() async throws {
        try await RunningRunner.run(concurrency: 32) { running in
            for _ in 0..<20 {
                let gate = Gate()
                defer { gate.open() }
                let journal = Journal()
                let responses = (0..<40).map { _ in
                    running.respond { tasks in
                        tasks.add("blocks") {
                            journal.note("blocks")
                            gate.block()
                        }
                    }
                }
                try await journal.wait(forCount: 32)
                #expect(running.runner.statistics.running.count == 32)
                #expect(running.runner.statistics.waiting == 8)
                gate.open()
                for response in responses { #expect(await running.runner.results(ofResponse: response).count == 1) }
            }
        }
    }

    @Test func `tasks that suspend go on`() async throws {
        try await RunningRunner.run(concurrency: 8) { running in
            let responses = (0..<500).map { number in
                running.respond { tasks in
                    tasks.add("suspends") {
                        for _ in 0..<5 { await Task.yield() }
                        if number.isMultiple(of: 50) { try await Task.sleep(for: .milliseconds(1)) }
                    }
                }
            }
            for response in responses { #expect(await running.runner.results(ofResponse: response).count == 1) }
        }
    }

    @Test func `tiny, blocking, computing and suspending tasks side by side all end`() async throws {
        try await RunningRunner.run(concurrency: 6) { running in
            let responses = (0..<240).map { number in
                running.respond { tasks in
                    tasks.add("tiny") {}
                    switch number % 24 {
                    case 0: tasks.add("computes") { BackgroundLaneTests.burn(.milliseconds(14)) }
                    case 6: tasks.add("blocks") { BackgroundThreadsTests.blockForAWhile() }
                    default: tasks.add("suspends") { await Task.yield() }
                    }
                    tasks.add("tiny") {}
                }
            }
            for response in responses { #expect(await running.runner.results(ofResponse: response).count == 3) }
            #expect(running.runner.statistics.finished == 720)
        }
    }

    @Test func `runners come and go, and leave nothing running`() async throws {
        for _ in 0..<50 {
            try await RunningRunner.run(concurrency: 4) { running in
                let results = await running.results { tasks in
                    for _ in 0..<3 { tasks.add("tiny") {} }
                }
                #expect(results.count == 3)
            }
        }
    }

    /// A call that blocks its thread for a few milliseconds, as one to a disk or a network would.
    private static func blockForAWhile() {
        Gate().block(forMilliseconds: 4)
    }
}
