import Afterwork
import AfterworkHummingbird
import Hummingbird
import TestSupport
import Testing

/// Promise 2: The next request on the same connection does not wait for it.
@Suite(.timeLimit(.minutes(5)))
struct NextRequestTests {
    /// How a task spends its time.
    enum Waiting: CaseIterable {
        case suspended
        case blocking
    }

    @Test(arguments: Waiting.allCases, [false, true])
    func `the next request on the same connection does not wait for it`(waiting: Waiting, pipelined: Bool) async throws {
        let gate = Gate()
        let journal = Journal()
        try await TestServer.run { router in
            router.get("first") { _, context in
                context.background.add("first") {
                    journal.note("begun")
                    if waiting == .blocking { gate.block() } else { try await gate.wait() }
                    journal.note("ended")
                }
                return "first"
            }
            router.get("next") { _, _ in "next" }
        } _: { server async throws in
            defer { gate.open() }
            try await server.connect { connection in
                if pipelined {
                    try await connection.send("GET /first HTTP/1.1\r\nhost: test\r\n\r\nGET /next HTTP/1.1\r\nhost: test\r\n\r\n")
                } else {
                    try await connection.get("/first")
                }
                #expect(try await connection.readResponse().body == "first")
                try await journal.wait(for: "begun")
                if !pipelined { try await connection.get("/next") }
                #expect(try await connection.readResponse().body == "next")
                for _ in 0..<100 {
                    try await connection.get("/next")
                    #expect(try await connection.readResponse().body == "next")
                }
                #expect(journal.lines == ["begun"])
                gate.open()
                try await journal.wait(for: "ended")
            }
        }
    }
}
