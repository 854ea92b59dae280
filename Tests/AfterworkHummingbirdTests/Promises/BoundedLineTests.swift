import Afterwork
import AfterworkHummingbird
import HTTPTypes
import Hummingbird
import Logging
import TestSupport
import Testing

/// Promise 7: The waiting line is bounded (10,000 unless set). When it is full, a request that could add tasks is answered 503 with
/// `Retry-After` before its handler runs, so that no side effect precedes the refusal.
@Suite(.timeLimit(.minutes(5)))
struct BoundedLineTests {
    private let journal = Journal()
    private let gate = Gate()

    private func routes(_ router: Router<TestContext>) {
        let (journal, gate) = (journal, gate)
        router.get { _, context in
            journal.note("handler")
            context.background.add("waits") {
                journal.note("begun")
                try await gate.wait()
            }
            return HTTPResponse.Status.accepted
        }
        router.get("plain") { _, _ in "plain" }
    }

    /// One task runs, two wait: that is all there is room for.
    private func fill(_ server: TestServer) async throws {
        #expect(try await server.get("/").status == 202)
        try await journal.wait(for: "begun")
        for _ in 0..<2 { #expect(try await server.get("/").status == 202) }
        #expect(server.runner.statistics.waiting == 2)
    }

    @Test func `The waiting line is bounded (10,000 unless set).`() {
        #expect(BackgroundRunner.Configuration().capacity == 10_000)
        let runner = BackgroundRunner()
        let list = runner.makeList()
        let tasks = BackgroundTasks(list: list, logger: .init(label: "test"))
        for _ in 0..<9_999 { tasks.add("waits") {} }
        #expect(runner.admits)
        tasks.add("fills") {}
        #expect(!runner.admits)
    }

    @Test(
        """
        When it is full, a request that could add tasks is answered 503 with `Retry-After` before its handler runs, so that no side \
        effect precedes the refusal.
        """
    )
    func refusal() async throws {
        try await TestServer.run(concurrency: 1, capacity: 2) {
            routes($0)
        } _: { server async throws in
            defer { gate.open() }
            try await fill(server)
            for _ in 0..<5 {
                let response = try await server.get("/")
                #expect(response.status == 503)
                #expect(response.headers["retry-after"] == "1")
                #expect(response.headers["content-type"] == "application/json")
                #expect(response.body == #"{"detail":"Too many background tasks are waiting. Try again later."}"#)
            }
            #expect(journal.lines.count { $0 == "handler" } == 3)
            #expect(server.runner.statistics.added == 3)
        }
    }

    @Test func `a request is let in again once a task has begun`() async throws {
        try await TestServer.run(concurrency: 1, capacity: 2) {
            routes($0)
        } _: { server async throws in
            defer { gate.open() }
            try await fill(server)
            #expect(try await server.get("/").status == 503)
            gate.open()
            try await journal.wait(for: "begun", count: 3)
            #expect(try await server.get("/").status == 202)
            try await journal.wait(for: "begun", count: 4)
        }
    }

    @Test func `every request may be one that adds tasks, unless it is exempt`() async throws {
        try await TestServer.run(concurrency: 1, capacity: 2) {
            routes($0)
        } _: { server async throws in
            defer { gate.open() }
            try await fill(server)
            #expect(try await server.get("/plain").status == 503)
        }
        let other = BoundedLineTests()
        let isPlain: @Sendable (Request, TestContext) -> Bool = { request, _ in request.uri.path == "/plain" }
        try await TestServer.run(concurrency: 1, capacity: 2, exempting: isPlain) {
            other.routes($0)
        } _: { server async throws in
            defer { other.gate.open() }
            try await other.fill(server)
            #expect(try await server.get("/plain").body == "plain")
            #expect(try await server.get("/").status == 503)
        }
    }

    @Test func `a refused request does not cost its connection`() async throws {
        try await TestServer.run(concurrency: 1, capacity: 2) {
            routes($0)
        } _: { server async throws in
            defer { gate.open() }
            try await fill(server)
            try await server.connect { connection in
                for _ in 0..<2 {
                    try await connection.get("/")
                    #expect(try await connection.readResponse().status == 503)
                }
                gate.open()
                try await journal.wait(for: "begun", count: 3)
                try await connection.get("/")
                #expect(try await connection.readResponse().status == 202)
            }
        }
    }
}
