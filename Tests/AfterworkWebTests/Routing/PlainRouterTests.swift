import Afterwork
import AfterworkHummingbird
import AfterworkWeb
import HTTPTypes
import Hummingbird
import TestSupport
import Testing

/// Typed routes on a Hummingbird router that is not a `WebApp`'s.
@Suite struct PlainRouterTests {
    /// Adds a task and then does as told.
    @API
    struct Orders: RouteProvider {
        let done: Counter

        @Post("/orders/{order_id}")
        func order(orderID: Int, fail: Bool = false, background: BackgroundTasks) throws -> String {
            background.add("ship") { done.add() }
            if fail { throw HTTPError(.conflict, message: "sold out") }
            return "order \(orderID)"
        }
    }

    /// Marks each response, and makes one of each error.
    struct Marking<Context: RequestContext>: RouterMiddleware {
        let hidesErrors: Bool

        func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
            var response: Response
            do {
                response = try await next(request, context)
            } catch  where hidesErrors {
                response = Response(status: .ok)
            }
            response.headers[.server] = "marked"
            return response
        }
    }

    @Test func `a group's path and middleware are obeyed, and the server hook finds the tasks`() async throws {
        let done = Counter()
        let runner = BackgroundRunner(configuration: .init(concurrency: 2))
        let router = Router()
        router.group("api").add(middleware: Marking(hidesErrors: false)).addRoutes(Orders(done: done))
        try await LiveServer.run(router, runner: runner) { server in
            let response = try await server.post("/api/orders/7", "")
            #expect(response.status == 200)
            #expect(response.headers["server"] == "marked")
            #expect(response.body == #""order 7""#)
            #expect(try await server.post("/orders/7", "").status == 404)
        }
        #expect(done.value == 1)
    }

    @Test func `faults and refusals keep their form without a WebApp`() async throws {
        let router = Router()
        router.group("api").addRoutes(Echo())
        router.answerOtherMethods()
        try await LiveServer.run(router, runner: BackgroundRunner()) { server in
            let response = try await server.get("/api/search")
            #expect(response.status == 422)
            #expect(response.body == detail(missing(#"["query","q"]"#)))
            #expect(try await server.send("DELETE", "/api/search").headers["allow"] == "GET, HEAD")
        }
    }

    @Test func `a handler that throws leaves no task, though a middleware hides its error`() async throws {
        let done = Counter()
        let runner = BackgroundRunner(configuration: .init(concurrency: 2))
        let router = Router()
        router.add(middleware: BackgroundTasksMiddleware(runner))
        router.add(middleware: Marking(hidesErrors: true))
        router.addRoutes(Orders(done: done))
        try await LiveServer.run(router, runner: runner) { server throws in
            #expect(try await server.post("/orders/1?fail=true", "").status == 200)
            #expect(done.value == 0)
            #expect(try await server.post("/orders/2", "").status == 200)
        }
        #expect(done.value == 1)
        #expect(runner.statistics.waiting == 0)
    }

    @Test func `without the hook and the middleware a task is refused and the request served`() async throws {
        let done = Counter()
        let router = Router()
        router.addRoutes(Orders(done: done))
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { listening.yield($0.localAddress?.port ?? 0) }
        )
        try await LiveServer.run(application, ports: ports) { server throws in
            #expect(try await server.post("/orders/1", "").status == 200)
        }
        #expect(done.value == 0)
    }
}
