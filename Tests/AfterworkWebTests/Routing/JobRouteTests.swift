import Afterwork
import AfterworkWeb
import HTTPTypes
import Hummingbird
import Logging
import TestSupport
import Testing

/// Replies that say where a job is, and the routes that answer there.
@Suite(.timeLimit(.minutes(5))) struct JobRouteTests {
    struct Count: Job {
        static let options = JobOptions(queue: "numbers", retry: .never)
        var number: Int
    }

    @API
    struct Numbers: RouteProvider {
        @Post("/bare") func bare(background: BackgroundTasks) -> Response { .accepted(background.enqueue(Count(number: 1))) }
        @Post("/told") func told(background: BackgroundTasks) -> Reply<String> {
            .accepted(background.enqueue(Count(number: 2)), "counting")
        }
        @Post("/elsewhere")
        func elsewhere(background: BackgroundTasks) -> Reply<String> {
            Reply(headers: .location(of: background.enqueue(Count(number: 3)), under: "/api/jobs"), body: "counting")
        }
        @Post("/failing")
        func failing(background: BackgroundTasks) throws -> Response {
            _ = background.enqueue(Count(number: 4))
            throw HTTPError(.conflict)
        }
    }

    /// Serves the routes with a worker whose jobs wait at a gate.
    private func run(
        gate: Gate? = nil,
        middleware: (Router<WebRequestContext>) -> Void = { _ in },
        authorize: @escaping JobRoutes.Authorization = { _, _, _ in true },
        _ use: (LiveServer, JobQueue) async throws -> Void
    ) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let queue = JobQueue(store: InMemoryJobStore(), logger: logger)
        queue.handle(Count.self) { count, context in
            try await context.report(progress: 0.25, "begun")
            try await gate?.wait()
            return count.number + 1
        }
        let app = WebApp(title: "Test", configuration: .init(port: 0), queue: queue, logger: logger, middleware: middleware) {
            Numbers()
            JobRoutes(queue, authorize: authorize)
        }
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        try await LiveServer.run(app.makeApplication { listening.yield($0) }, ports: ports) { try await use($0, queue) }
    }

    @Test func `a job is accepted in one line: 202 and where it is`() async throws {
        try await run { server, queue in
            let bare = try await server.post("/bare", "")
            #expect((bare.status, bare.body) == (202, ""))
            let told = try await server.post("/told", "")
            #expect((told.status, told.body) == (202, #""counting""#))
            for reply in [bare, told] {
                let location = try #require(reply.headers["location"])
                let id = try #require(JobID(String(location.dropFirst("/jobs/".count))))
                #expect(location == "/jobs/\(id)")
                #expect(try await queue.result(of: id, as: Int.self) > 1)
            }
            let elsewhere = try await server.post("/elsewhere", "")
            #expect(elsewhere.status == 200)
            #expect(elsewhere.headers["location"]?.hasPrefix("/api/jobs/") == true)
        }
    }

    @Test func `a handler that throws enqueues nothing`() async throws {
        try await run { server, queue throws in
            #expect(try await server.post("/failing", "").status == 409)
            #expect(try await queue.jobs() == [])
        }
    }

    @Test func `a job tells its state, its progress and its result, and nothing of what it holds`() async throws {
        let gate = Gate()
        try await run(gate: gate) { server, queue in
            let location = try #require(try await server.post("/bare", "").headers["location"])
            try await eventually { try await server.get(location).body.contains(#""progress":0.25,"message":"begun""#) }
            let running = try await server.get(location)
            #expect(
                (running.status, running.headers["content-type"], running.headers["cache-control"]) == (200, "application/json", "no-store")
            )
            #expect(running.body.contains(#""name":"count","queue":"numbers","state":"running","is_final":false"#))
            gate.open()
            try await eventually { try await server.get(location).body.contains(#""state":"completed","is_final":true"#) }
            let completed = try await server.get(location)
            #expect(completed.body.contains(#""result":2,"error":null"#))
            #expect(!completed.body.contains("number\":"))
            #expect(try await server.send("HEAD", location).status == 200)
            #expect(try await server.post(location, "").headers["allow"] == "DELETE, GET, HEAD")
        }
    }

    @Test func `its events come until it is done with`() async throws {
        let gate = Gate()
        try await run(gate: gate) { server, _ in
            let location = try #require(try await server.post("/bare", "").headers["location"])
            try await RawConnection.open(port: server.port) { connection in
                try await connection.send("GET \(location)/events HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
                #expect(try await connection.read(until: "begun").contains("event: job\ndata: {"))
                gate.open()
                let rest = try await connection.readToEnd()
                #expect(rest.contains(#""state":"completed""#))
                #expect(rest.hasSuffix("0\r\n\r\n"))
            }
        }
    }

    @Test func `a job that is cancelled stops`() async throws {
        try await run(gate: Gate()) { server, queue in
            let location = try #require(try await server.post("/bare", "").headers["location"])
            try await eventually { try await server.get(location).body.contains("begun") }
            let cancelled = try await server.send("DELETE", location)
            #expect((cancelled.status, cancelled.headers["content-type"]) == (202, "application/json"))
            try await eventually { try await server.get(location).body.contains(#""state":"cancelled""#) }
        }
    }

    @Test func `who may not see a job, or not cancel it, is answered as if there were none`() async throws {
        let authorize: JobRoutes.Authorization = { access, job, request in
            job.queue == "numbers" && access == .read && request.headers[.authorization] != nil
        }
        try await run(authorize: authorize) { server, _ in
            let location = try #require(try await server.post("/bare", "").headers["location"])
            let notFound = #"{"detail":"Not Found"}"#
            for (method, target, field) in [
                ("GET", location, "x: y"), ("DELETE", location, "authorization: me"), ("GET", location + "/events", "x: y"),
                ("GET", "/jobs/0199f3c4-7b1e-7d3a-9c44-2f6f1a0b9e55", "authorization: me"), ("GET", "/jobs/1", "authorization: me"),
            ] {
                let response = try await server.send(method, target, headers: [field])
                #expect((response.status, response.body) == (404, notFound), "\(method) \(target)")
            }
            #expect(try await server.get(location, headers: ["authorization: me"]).status == 200)
        }
    }

    @Test func `who may cancel a job and not see it is not shown it`() async throws {
        let authorize: JobRoutes.Authorization = { access, _, _ in access == .cancel }
        try await run(gate: Gate(), authorize: authorize) { server, queue in
            let location = try #require(try await server.post("/bare", "").headers["location"])
            let cancelled = try await server.send("DELETE", location)
            #expect((cancelled.status, cancelled.body) == (202, ""))
            try await eventually { try await queue.jobs().map(\.state) == [.cancelled] }
        }
    }

    @Test func `an authorisation that throws is the response`() async throws {
        let authorize: JobRoutes.Authorization = { _, _, _ in throw HTTPError(.unauthorized) }
        try await run(authorize: authorize) { server, _ in
            let location = try #require(try await server.post("/bare", "").headers["location"])
            #expect(try await server.get(location).status == 401)
        }
    }

    @Test func `routes of jobs that are there already are told at the start`() async throws {
        let queue = JobQueue(store: InMemoryJobStore())
        let app = WebApp(title: "Test", queue: queue) { router in
            router.addJobRoutes(queue) { _, _, _, _ in true }
        } routes: {
            JobRoutes(queue) { _, _, _ in true }
        }
        await #expect {
            try await app.run()
        } throws: { error in
            (error as? RouteProblems)?.problems.contains { $0.hasPrefix("DELETE /jobs/{id} is answered by this router already") } == true
        }
    }
}
