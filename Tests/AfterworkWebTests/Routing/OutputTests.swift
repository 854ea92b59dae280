import AfterworkWeb
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import TestSupport
import Testing

/// What a handler may return.
@Suite struct OutputTests {
    /// Not a schema: it encodes itself.
    struct Report: Codable {
        struct Line: Codable {
            var text: String
            var amount: Double
        }

        var zeta = 1
        var alpha = "a\"b"
        var made = Date(timeIntervalSince1970: 0.5)
        var id = UUID(uuidString: "123E4567-E89B-12D3-A456-426614174000")
        var lines = [Line(text: "x", amount: 2), Line(text: "y", amount: 0.1)]
        var nothing: Int?
        var link = URL(string: "https://example.org/a")
        var price = Decimal(string: "12.50")
        var bytes = Data([1, 2, 3])
        var byKey = ["k": [1, 2]]
    }

    @API
    struct Outputs: RouteProvider {
        let folder: TemporaryFolder
        let cancelled = Journal()

        @Get("/report") func report() -> Report { Report() }
        @Post("/reports", status: .created) func reports() -> [Report] { [] }
        @Get("/infinite") func infinite() -> [Report.Line] { [.init(text: "", amount: .infinity)] }
        @Post("/replies", status: .accepted)
        func reply() -> Reply<String> { Reply(status: .created, headers: [.location: "/1", .contentType: "text/x-json"], body: "made") }
        @Get("/empty", status: .accepted) func empty() {}
        @Get("/forbidden", status: .noContent) func forbidden() -> String { "a body" }
        @Get("/bare") func bare() -> Reply<NoContent> { Reply(status: .resetContent, headers: [.eTag: "1"]) }

        @Get("/file") func file() -> FileReply { FileReply(path: folder.path + "/page.html") }
        @Get("/download") func download() -> FileReply { FileReply(path: folder.path + "/page.html", filename: "Übersicht \"1\".html") }
        @Get("/folder") func wholeFolder() -> FileReply { FileReply(path: folder.path) }
        @Get("/no-file") func noFile() -> FileReply { FileReply(path: folder.path + "/none") }

        @Get("/stream")
        func stream() -> StreamReply {
            StreamReply(
                AsyncStream {
                    for text in ["a", "b"] { $0.yield(ByteBuffer(string: text)) }
                    $0.finish()
                },
                contentType: "text/plain"
            )
        }

        @Get("/broken-stream")
        func brokenStream() -> StreamReply {
            StreamReply(
                AsyncThrowingStream<ByteBuffer, any Error> {
                    $0.yield(ByteBuffer(string: "a"))
                    $0.finish(throwing: CancellationError())
                }
            )
        }

        @Get("/events")
        func events() -> EventStream {
            EventStream(
                AsyncStream {
                    $0.yield(ServerSentEvent(event: "tick\ndata: forged", data: "one\ntwo", id: "1"))
                    $0.yield(ServerSentEvent(json: "a\u{2028}b"))
                    $0.finish()
                }
            )
        }

        @Get("/endless")
        func endless() -> EventStream {
            let (stream, continuation) = AsyncStream.makeStream(of: ServerSentEvent.self)
            continuation.onTermination = { _ in cancelled.note("cancelled") }
            continuation.yield(ServerSentEvent(data: "first"))
            return EventStream(stream)
        }
    }

    private func run(_ use: (LiveServer, Outputs) async throws -> Void) async throws {
        try await TemporaryFolder.use { folder in
            try "<p>page</p>".write(toFile: folder.path + "/page.html", atomically: true, encoding: .utf8)
            let outputs = Outputs(folder: folder)
            try await LiveServer.run(outputs) { server, _ in try await use(server, outputs) }
        }
    }

    @Test func `any Encodable value is written as compact JSON in its own order`() async throws {
        try await run { server, _ throws in
            let response = try await server.get("/report")
            #expect(response.headers["content-type"] == "application/json")
            #expect(
                response.body == """
                    {"zeta":1,"alpha":"a\\"b","made":"1970-01-01T00:00:00.500000Z","id":"123e4567-e89b-12d3-a456-426614174000",\
                    "lines":[{"text":"x","amount":2.0},{"text":"y","amount":0.1}],"link":"https://example.org/a","price":12.5,"bytes":"AQID","byKey":{"k":[1,2]}}
                    """
            )
            let list = try await server.send("POST", "/reports")
            #expect((list.status, list.body) == (201, "[]"))
            #expect(try await server.get("/infinite").status == 500)
        }
    }

    @Test func `a reply has a status and header fields of its own`() async throws {
        try await run { server, _ throws in
            let reply = try await server.send("POST", "/replies")
            #expect((reply.status, reply.body) == (201, #""made""#))
            #expect(reply.headers["location"] == "/1")
            #expect(reply.headers["content-type"] == "text/x-json")
            #expect(try await server.get("/empty").status == 202)
            let forbidden = try await server.get("/forbidden")
            #expect((forbidden.status, forbidden.body, forbidden.headers["content-type"]) == (204, "", nil))
            let bare = try await server.get("/bare")
            #expect((bare.status, bare.headers["etag"], bare.body) == (205, "1", ""))
        }
    }

    @Test func `a file is sent with its type, or to be saved`() async throws {
        try await run { server, _ throws in
            let file = try await server.get("/file")
            #expect((file.status, file.body) == (200, "<p>page</p>"))
            #expect(file.headers["content-type"] == "text/html; charset=utf-8")
            #expect(file.headers["content-disposition"] == nil)
            #expect(
                try await server.get("/download").headers["content-disposition"]
                    == #"attachment; filename="_bersicht _1_.html"; filename*=UTF-8''%C3%9Cbersicht%20%221%22.html"#
            )
            #expect(try await server.get("/no-file").status == 404)
            #expect(try await server.get("/folder").status == 404)
        }
    }

    @Test func `a stream is sent piece by piece, and cut off by an error`() async throws {
        try await run { server, _ throws in
            let stream = try await server.get("/stream")
            #expect((stream.body, stream.headers["content-type"]) == ("ab", "text/plain"))
            #expect(stream.headers["transfer-encoding"] == "chunked")
            await #expect(throws: (any Error).self) { try await server.get("/broken-stream") }
        }
    }

    @Test func `events are sent as HTML says, and none can forge another`() async throws {
        try await run { server, _ throws in
            let events = try await server.get("/events")
            #expect(events.headers["content-type"] == "text/event-stream")
            #expect(events.body == "event: tickdata: forged\nid: 1\ndata: one\ndata: two\n\ndata: \"a\u{2028}b\"\n\n")
        }
    }

    @Test func `HEAD is answered without the file, the stream or the events, and the connection goes on`() async throws {
        try await run { server, outputs async throws in
            try await RawConnection.open(port: server.port) { connection in
                for (path, type) in [
                    ("/file", "text/html; charset=utf-8"), ("/stream", "text/plain"), ("/events", "text/event-stream"),
                    ("/endless", "text/event-stream"), ("/report", "application/json"),
                ] {
                    try await connection.send("HEAD \(path) HTTP/1.1\r\nHost: test\r\n\r\nGET /file HTTP/1.1\r\nHost: test\r\n\r\n")
                    let head = try await connection.readResponse(isHead: true)
                    #expect((head.status, head.headers["content-type"]) == (200, type))
                    #expect(path != "/file" || head.headers["content-length"] == "11")
                    #expect(try await connection.readResponse().body == "<p>page</p>")
                }
            }
            try await outputs.cancelled.wait(for: "cancelled")
            #expect(try await server.send("HEAD", "/no-file").status == 404)
            let post = try await server.send("HEAD", "/replies")
            #expect((post.status, post.headers["allow"]) == (405, "POST"))
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `when the server shuts down, an endless stream ends whole, though its client listens`() async throws {
        try await TemporaryFolder.use { folder in
            let app = WebApp(title: "Test", configuration: .init(port: 0), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            {
                Outputs(folder: folder)
            }
            let (ports, listening) = AsyncStream.makeStream(of: Int.self)
            let application = app.makeApplication { listening.yield($0) }
            let services = ServiceGroup(configuration: .init(services: [application], logger: Logger(label: "test")))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await services.run() }
                guard let port = await ports.first(where: { _ in true }) else { throw LiveServer.NotListening() }
                try await RawConnection.open(port: port) { connection in
                    try await connection.send("GET /endless HTTP/1.1\r\nHost: test\r\n\r\n")
                    _ = try await connection.read(until: "data: first\n\n")
                    await services.triggerGracefulShutdown()
                    #expect(try await connection.readToEnd().hasSuffix("0\r\n\r\n"))
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `when the client leaves, an endless stream ends`() async throws {
        try await run { server, outputs async throws in
            try await RawConnection.open(port: server.port) { connection in
                try await connection.send("GET /endless HTTP/1.1\r\nHost: test\r\n\r\n")
                #expect(try await connection.read(until: "data: first\n\n").contains("200 OK"))
                try await connection.finishSending()
                try await outputs.cancelled.wait(for: "cancelled")
            }
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `when the client leaves, an endless stream ends, also if a request waits behind it`() async throws {
        try await run { server, outputs async throws in
            try await RawConnection.open(port: server.port) { connection in
                try await connection.send("GET /endless HTTP/1.1\r\nHost: test\r\n\r\nGET /report HTTP/1.1\r\nHost: test\r\n\r\n")
                #expect(try await connection.read(until: "data: first\n\n").contains("200 OK"))
                try await connection.channel.close()
                try await outputs.cancelled.wait(for: "cancelled")
            }
        }
    }
}
