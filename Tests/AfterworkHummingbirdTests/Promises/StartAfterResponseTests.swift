import Afterwork
import AfterworkHummingbird
import HTTPTypes
import Hummingbird
import NIOCore
import TestSupport
import Testing

/// Promise 1: A task starts only after the last byte of its response was handed to the kernel, or is known to be undeliverable.
///
/// The runner has one worker. A task that ran for a later request so proves that none was handed over before it.
@Suite(.timeLimit(.minutes(5)))
struct StartAfterResponseTests {
    private let journal = Journal()

    /// A large response of each kind with a task, an empty one with a task, and one whose task is only to have run.
    private func routes(_ router: Router<TestContext>, file: String) {
        let journal = journal
        router.get("large/:kind") { _, context in
            let kind = try ResponseKind(rawValue: context.parameters.require("kind")) ?? .buffer
            context.background.add("large") { journal.note("large's task") }
            context.background.add("second") { journal.note("large's second task") }
            journal.note("large answered")
            return try await kind.response(size: ResponseKind.large, file: file, context: context)
        }
        router.get("empty") { _, context in
            context.background.add("empty") { journal.note("empty's task") }
            journal.note("empty answered")
            return HTTPResponse.Status.noContent
        }
        router.get("probe") { _, context in
            context.background.add("probe") { journal.note("probe's task") }
            return HTTPResponse.Status.noContent
        }
    }

    /// Has tasks of other requests run, so that whatever was handed over before has run too.
    private func probe(_ server: TestServer) async throws {
        for _ in 0..<3 { #expect(try await server.results(of: "/probe").count == 1) }
    }

    @Test(arguments: ResponseKind.withBody)
    func `a task starts only after the last byte of its response was handed to the kernel`(kind: ResponseKind) async throws {
        try await withFile(size: ResponseKind.large) { file in
            try await TestServer.run(concurrency: 1) {
                routes($0, file: file)
            } _: { server async throws in
                try await server.connect { connection in
                    try await connection.get("/large/\(kind)")
                    try await journal.wait(for: "large answered")
                    try await probe(server)
                    #expect(!journal.lines.contains("large's task"))
                    #expect(server.runner.statistics.waiting == 2)
                    let response = try await connection.readResponse()
                    #expect(response.body.utf8.count == ResponseKind.large)
                    try await journal.wait(for: "large's second task")
                }
            }
        }
    }

    @Test func `an empty response counts as handed over only when those before it on its connection are`() async throws {
        try await TestServer.run(concurrency: 1) {
            routes($0, file: "")
        } _: { server async throws in
            try await server.connect { connection in
                try await connection.get("/large/buffer")
                try await connection.get("/empty")
                // The second handler runs once the first response was written, as far as the server's own code can tell.
                try await journal.wait(for: "empty answered")
                try await probe(server)
                #expect(!journal.lines.contains("large's task"))
                #expect(!journal.lines.contains("empty's task"))
                #expect(try await connection.readResponse().status == 200)
                #expect(try await connection.readResponse().status == 204)
                try await journal.wait(for: "empty's task")
                let tasks = journal.lines.filter { $0.hasSuffix("task") && !$0.hasPrefix("probe") }
                #expect(tasks == ["large's task", "large's second task", "empty's task"])
            }
        }
    }

    @Test(arguments: ResponseKind.withBody)
    func `a task starts when its response is known to be undeliverable`(kind: ResponseKind) async throws {
        try await withFile(size: ResponseKind.large) { file in
            try await TestServer.run(concurrency: 1) {
                routes($0, file: file)
            } _: { server async throws in
                try await server.connect { connection in
                    try await connection.get("/large/\(kind)")
                    try await journal.wait(for: "large answered")
                    try await probe(server)
                    #expect(!journal.lines.contains("large's task"))
                    try await connection.channel.close()
                    try await journal.wait(for: "large's second task")
                }
            }
        }
    }

    @Test func `an empty response behind an unread one is undeliverable when the client goes`() async throws {
        try await TestServer.run(concurrency: 1) {
            routes($0, file: "")
        } _: { server async throws in
            try await server.connect { connection in
                try await connection.get("/large/buffer")
                try await connection.get("/empty")
                try await journal.wait(for: "empty answered")
                try await connection.channel.close()
                try await journal.wait(for: "large's task")
                try await journal.wait(for: "empty's task")
            }
        }
    }

    @Test func `a response cut off after a complete one does not count as delivered before it is over`() async throws {
        let gate = Gate()
        try await TestServer.run(concurrency: 1) { router in
            routes(router, file: "")
            router.get("cut") { [journal] _, context in
                context.background.add("cut") { journal.note("cut's task") }
                let body = ResponseBody(contentLength: 10) { writer in
                    try await writer.write(ByteBuffer(string: "12345"))
                    journal.note("half written")
                    try await gate.wait()
                    throw Broken()
                }
                return Response(status: .ok, body: body)
            }
        } _: { server async throws in
            defer { gate.open() }
            for round in 1...30 {
                try await server.connect { connection in
                    try await connection.get("/empty")
                    try await connection.get("/cut")
                    #expect(try await connection.readResponse().status == 204)
                    _ = try await connection.read(until: "12345")
                    try await journal.wait(for: "half written", count: round)
                    try await journal.wait(for: "empty's task", count: round)
                    if round == 1 {
                        try await probe(server)
                        #expect(!journal.lines.contains("cut's task"))
                        gate.open()
                    }
                    #expect(try await connection.readToEnd() == "")
                    try await journal.wait(for: "cut's task", count: round)
                }
            }
        }
    }

    @Test func `each of a hundred responses on one connection has its task started`() async throws {
        try await TestServer.run(concurrency: 1) {
            routes($0, file: "")
        } _: { server async throws in
            try await server.connect { connection in
                for round in 1...100 {
                    try await connection.get("/empty")
                    try await journal.wait(for: "empty's task", count: round)
                    #expect(try await connection.readResponse().status == 204)
                }
            }
        }
    }
}
