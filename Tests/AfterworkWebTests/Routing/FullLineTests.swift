import Afterwork
import AfterworkWeb
import Hummingbird
import TestSupport
import Testing

/// When the waiting line is full, a request that could add tasks is answered 503 before its handler runs.
@Suite struct FullLineTests {
    /// A greeting without tasks, and work that goes on until a gate opens.
    @API
    struct Work: RouteProvider {
        let calls = Counter()
        let begun = Gate()
        let end = Gate()

        @Get("/") func greeting() -> String { "hello" }

        @Post("/block")
        func block(background: BackgroundTasks) {
            background.add("block") {
                begun.open()
                try await end.wait()
            }
        }

        @Post("/work")
        func work(background: BackgroundTasks) {
            calls.add()
            background.add("work") {}
        }

        @Post("/number/{number}")
        func number(number: Int, background: BackgroundTasks) { calls.add() }
    }

    @Test func `a request that could add tasks is refused, others are served`() async throws {
        let work = Work()
        try await LiveServer.run(work, tasks: .init(concurrency: 1, capacity: 1)) { server, runner in
            #expect(try await server.post("/block", "").status == 204)
            try await work.begun.wait()
            #expect(try await server.post("/work", "").status == 204)
            #expect(work.calls.value == 1)

            let refused = try await server.post("/work", "")
            #expect(refused.status == 503)
            #expect(refused.headers["retry-after"] == "1")
            #expect(refused.body == #"{"detail":"Too many background tasks are waiting. Try again later."}"#)
            #expect(try await server.post("/number/x", "").status == 503)
            #expect(work.calls.value == 1)

            #expect(try await server.get("/").body == #""hello""#)
            #expect(try await server.get("/nowhere").status == 404)

            work.end.open()
            try await eventually { runner.statistics.finished == 2 }
            #expect(try await server.post("/work", "").status == 204)
            #expect(work.calls.value == 2)
        }
    }

    @Test func `a plain route of the application is refused too, because it could add tasks`() async throws {
        let work = Work()
        let plain = Counter()
        try await LiveServer.run(
            work,
            tasks: .init(concurrency: 1, capacity: 1),
            middleware: { router in
                router.post("plain") { _, _ in
                    plain.add()
                    return "plain"
                }
            },
            { server, _ throws in
                #expect(try await server.post("/block", "").status == 204)
                try await work.begun.wait()
                #expect(try await server.post("/work", "").status == 204)
                #expect(try await server.post("/plain", "").status == 503)
                work.end.open()
            }
        )
        #expect(plain.value == 0)
    }

    @Test func `what a middleware adds to a request that was let in for adding nothing is refused`() async throws {
        let work = Work()
        try await LiveServer.run(
            work,
            tasks: .init(concurrency: 1, capacity: 1),
            middleware: { $0.add(middleware: Auditing()) },
            { server, runner throws in
                #expect(try await server.post("/block", "").status == 204)
                try await work.begun.wait()
                #expect(try await server.post("/work", "").status == 204)
                #expect(runner.statistics.waiting == 1)
                #expect(try await server.get("/").body == #""hello""#)
                #expect(runner.statistics.waiting == 1)
                #expect(runner.statistics.refused == 1)
                work.end.open()
            }
        )
    }

    @Test func `a browser is told all the same whether it may send a request`() async throws {
        let work = Work()
        try await LiveServer.run(
            work,
            tasks: .init(concurrency: 1, capacity: 1),
            middleware: { $0.add(middleware: CORSMiddleware()) },
            { server, _ throws in
                #expect(try await server.post("/block", "").status == 204)
                try await work.begun.wait()
                #expect(try await server.post("/work", "").status == 204)
                let preflight = ["Origin: https://shop.example", "Access-Control-Request-Method: POST"]
                #expect(try await server.send("OPTIONS", "/work", headers: preflight).status == 204)
                work.end.open()
            }
        )
    }

    private struct Auditing: RouterMiddleware {
        func handle(
            _ request: Request,
            context: WebRequestContext,
            next: (Request, WebRequestContext) async throws -> Response
        ) async throws -> Response {
            if request.method == .get { context.background.add("audit") {} }
            return try await next(request, context)
        }
    }
}
