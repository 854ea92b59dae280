import Afterwork
import AfterworkHummingbird
import HTTPTypes
import Hummingbird
import TestSupport
import Testing

/// Promise 4: A client that disconnects cancels nothing.
@Suite(.timeLimit(.minutes(5)))
struct DisconnectTests {
    /// When the client goes.
    enum Moment: CaseIterable {
        case duringHandler
        case duringTask
    }

    @Test(arguments: Moment.allCases)
    func `A client that disconnects cancels nothing.`(moment: Moment) async throws {
        let gate = Gate()
        let journal = Journal()
        try await TestServer.run { router in
            router.get { _, context in
                context.background.add("first") {
                    journal.note("task begun")
                    if moment == .duringTask { try await gate.wait() }
                    journal.note("first cancelled: \(Task.isCancelled)")
                }
                context.background.add("second") { journal.note("second cancelled: \(Task.isCancelled)") }
                journal.note("handler begun")
                if moment == .duringHandler { try await gate.wait() }
                journal.note("handler cancelled: \(Task.isCancelled)")
                return "answer"
            }
        } _: { server async throws in
            defer { gate.open() }
            try await server.connect { connection in
                try await connection.get("/")
                try await journal.wait(for: moment == .duringHandler ? "handler begun" : "task begun")
                try await connection.channel.close()
            }
            // A later connection's answer: the server has heard of the end of the earlier one by then, or hears of it now.
            #expect(try await server.get("/nothing").status == 404)
            gate.open()
            try await journal.wait(for: "second cancelled: false")
            #expect(
                journal.lines == [
                    "handler begun", "handler cancelled: false", "task begun", "first cancelled: false", "second cancelled: false",
                ]
            )
        }
    }
}
