import Afterwork
import AfterworkWeb
import TestSupport
import Testing

/// What of a durable request becomes of its client's leaving: nothing.
@Suite(.timeLimit(.minutes(5)))
struct DisconnectedClientTests {
    @API
    struct Errands: RouteProvider {
        let journal: Journal
        let gate: Gate

        @Post("/errands")
        func send(background: BackgroundTasks) async throws -> String {
            journal.note("handled")
            try await gate.wait()
            background.enqueue(Errand(name: "sent"))
            return "sent"
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `the jobs of a client that disconnects before its reply are stored and run`(kind: StoreKind) async throws {
        let (journal, gate) = (Journal(), Gate())
        try await kind.use { store in
            try await LiveServer.run(Errands(journal: journal, gate: gate), store: store) { queue in
                queue.handle(Errand.self) { errand, _ in journal.note(errand.name) }
            } _: { server async throws in
                try await RawConnection.open(port: server.port) { connection in
                    try await connection.send("POST /errands HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n")
                    try await journal.wait(for: "handled")
                }
                gate.open()
                try await journal.wait(for: "sent")
                try await eventually { try await server.queue.counts().map(\.state) == [.completed] }
            }
        }
    }
}
