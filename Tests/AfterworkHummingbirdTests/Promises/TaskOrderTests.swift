import Afterwork
import AfterworkHummingbird
import HTTPTypes
import Hummingbird
import InMemoryLogging
import Logging
import TestSupport
import Testing

/// Promise 3: The tasks of one response run one after another in the order added. A failing one is reported and does not stop the
/// next. Tasks of different responses run side by side, up to a limit.
@Suite(.timeLimit(.minutes(5)))
struct TaskOrderTests {
    @Test func `The tasks of one response run one after another in the order added.`() async throws {
        let journal = Journal()
        try await TestServer.run { router in
            router.get { _, context in
                for number in 0..<20 {
                    context.background.add("\(number)") {
                        journal.note("\(number) begins")
                        await Task.yield()
                        journal.note("\(number) ends")
                    }
                }
                return HTTPResponse.Status.accepted
            }
        } _: { server async throws in
            let results = try await server.results(of: "/")
            #expect(results.map(\.name) == (0..<20).map { "\($0)" })
            #expect(journal.lines == (0..<20).flatMap { ["\($0) begins", "\($0) ends"] })
        }
    }

    @Test func `A failing one is reported and does not stop the next.`() async throws {
        let journal = Journal()
        try await TestServer.run { router in
            router.get { _, context in
                context.background.add("fails") { throw Broken() }
                context.background.add("next") { journal.note("next") }
                return HTTPResponse.Status.accepted
            }
        } _: { server async throws in
            let results = try await server.results(of: "/")
            #expect(results.map(\.name) == ["fails", "next"])
            #expect(results.first?.error is Broken)
            #expect(journal.lines == ["next"])
            #expect(server.logs.entries.filter { $0.level == .error }.map { $0.metadata["task.name"] } == ["fails"])
        }
    }

    @Test(arguments: [1, 3, 8])
    func `Tasks of different responses run side by side, up to a limit.`(limit: Int) async throws {
        let gate = Gate()
        let journal = Journal()
        try await TestServer.run(concurrency: limit) { router in
            router.get { _, context in
                context.background.add("waits") {
                    journal.note("begun")
                    try await gate.wait()
                    journal.note("ended")
                }
                return HTTPResponse.Status.accepted
            }
        } _: { server async throws in
            defer { gate.open() }
            for _ in 0...limit { #expect(try await server.get("/").status == 202) }
            try await journal.wait(for: "begun", count: limit)
            try await eventually { server.runner.statistics.running.count == limit }
            #expect(server.runner.statistics.waiting == 1)
            #expect(journal.lines.count == limit)
            gate.open()
            try await journal.wait(for: "ended", count: limit + 1)
            #expect(journal.lines.firstIndex(of: "ended").map { $0 >= limit } == true)
        }
    }
}
