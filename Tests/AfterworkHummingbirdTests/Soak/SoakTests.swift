import Afterwork
import AfterworkHummingbird
import Foundation
import Hummingbird
import Logging
import Testing

/// Many requests with tasks, over real sockets. `scripts/soak` runs this suite alone and with a million of them.
@Suite struct SoakTests {
    private static let requests = ProcessInfo.processInfo.environment["SOAK_REQUESTS"].flatMap { Int($0) }

    @Test func `each accepted request's task runs exactly once, also when clients disconnect half-way`() async throws {
        let ledger = SoakLedger(count: Self.requests ?? 20_000)
        // Not the server's usual runner: it keeps every result until a test asks for it.
        let runner = BackgroundRunner(logger: Logger(label: "soak") { _ in SwiftLogNoOpLogHandler() })
        try await TestServer.run(runner: runner) { router in
            router.post("numbers/:number") { _, context in
                let number = try context.parameters.require("number", as: Int.self)
                ledger.accept(number)
                context.background.add("count") {
                    if number.isMultiple(of: 7) { await Task.yield() }
                    ledger.run(number)
                }
                return HTTPResponse.Status.accepted
            }
        } _: { server in
            try await withThrowingTaskGroup { group in
                for _ in 0..<8 { group.addTask { try await SoakClient(port: server.port, ledger: ledger).run() } }
                try await group.waitForAll()
            }
        }
        // The server has shut down, and so has waited for its tasks.
        let outcome = ledger.outcome
        #expect(outcome.lost == 0)
        #expect(outcome.repeated == 0)
        #expect(outcome.unaccepted == 0, "Clients had a success for requests that no handler accepted.")
        #expect(outcome.disconnects > 0)
        #expect(outcome.acknowledged > ledger.count * 9 / 10)
        if Self.requests != nil { try report(outcome, memory: ledger.memory) }
    }

    /// Only where this is the one test that runs can it be said whose memory it is.
    private func report(_ outcome: SoakLedger.Outcome, memory: [Int]) throws {
        let early = try #require(memory.first)
        let late = try #require(memory.last)
        print("\(outcome.accepted) requests accepted, \(outcome.acknowledged) acknowledged, \(outcome.disconnects) disconnects.")
        print("\(outcome.lost) tasks lost, \(outcome.repeated) run more than once.")
        print("Resident memory: \(early) KiB after a fifth of the requests, \(late) KiB at the end.")
        #expect(late <= early + early / 10, "Memory has grown by more than a tenth.")
    }
}
