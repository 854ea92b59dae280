import AfterworkWeb
import HTTPTypes
import Hummingbird
import TestSupport
import Testing

/// A middleware that finds out who sends a request, and a handler that learns it.
@Suite struct AuthenticationTests {
    /// Someone who is signed in.
    struct Member: Sendable {
        @TaskLocal static var current: Member?

        let name: String

        init?(_ request: Request) {
            guard request.headers[.authorization] == "Bearer secret" else { return nil }
            name = "Ada"
        }
    }

    private static let refusal = HTTPError(.unauthorized, headers: [.wwwAuthenticate: "Bearer"], message: "Sign in.")

    private static func expectRefusals(_ server: LiveServer, _ path: String, body: String) async throws {
        for headers in [[], ["Authorization: Bearer wrong"]] {
            let refused = try await server.get(path, headers: headers)
            #expect((refused.status, refused.body) == (401, body))
            #expect(refused.headers["www-authenticate"] == "Bearer")
        }
    }

    /// On an application, whose context is fixed: who it is goes along with the task that serves the request.
    struct Authenticating: RouterMiddleware {
        func handle(
            _ request: Request,
            context: WebRequestContext,
            next: (Request, WebRequestContext) async throws -> Response
        ) async throws -> Response {
            guard let member = Member(request) else { throw AuthenticationTests.refusal }
            return try await Member.$current.withValue(member) { try await next(request, context) }
        }
    }

    @API
    struct Account: RouteProvider {
        let done: Journal

        @Get("/account")
        func account(@Header authorization: String, background: BackgroundTasks) -> [String?] {
            let name = Member.current?.name
            // A task runs after the request: what it needs of it is handed to it.
            background.add("greet") { done.note("\(name ?? "nobody"), \(Member.current?.name ?? "nobody")") }
            return [name, authorization]
        }
    }

    @Test func `an application's handler learns who it is, and a refusal has its form, also behind CORS`() async throws {
        let done = Journal()
        try await LiveServer.run(
            Account(done: done),
            middleware: {
                $0.add(middleware: CORSMiddleware())
                $0.add(middleware: Authenticating())
            },
            { server, _ async throws in
                try await Self.expectRefusals(server, "/account", body: #"{"detail":"Sign in."}"#)
                let member = ["Authorization: Bearer secret"]
                #expect(try await server.get("/account", headers: member).body == #"["Ada","Bearer secret"]"#)
                try await done.wait(for: "Ada, nobody")
                let refused = try await server.get("/account", headers: ["Origin: https://shop.example"])
                #expect((refused.status, refused.body) == (401, #"{"detail":"Sign in."}"#))
                #expect(refused.headers["www-authenticate"] == "Bearer")
                #expect(refused.headers["access-control-allow-origin"] == "https://shop.example")
                #expect(try await server.get("/nowhere").status == 401)
                let preflight = ["Origin: https://shop.example", "Access-Control-Request-Method: GET"]
                #expect(try await server.send("OPTIONS", "/account", headers: preflight).status == 204)
            }
        )
    }

    /// On a router of one's own: who it is goes along in its context.
    struct MemberContext: RequestContext {
        var coreContext: CoreRequestContextStorage
        var member: Member?

        init(source: Source) { coreContext = .init(source: source) }
    }

    struct ContextAuthenticating: RouterMiddleware {
        func handle(
            _ request: Request,
            context: MemberContext,
            next: (Request, MemberContext) async throws -> Response
        ) async throws -> Response {
            var context = context
            context.member = Member(request)
            if context.member == nil { throw AuthenticationTests.refusal }
            return try await next(request, context)
        }
    }

    @API
    struct ContextAccount: RouteProvider {
        @Get("/account")
        func account(context: MemberContext) -> String? { context.member?.name }
    }

    @Test func `on a router of one's own the handler takes the context`() async throws {
        let router = Router(context: MemberContext.self)
        router.add(middleware: CORSMiddleware())
        router.get("health") { _, _ in HTTPResponse.Status.ok }
        router.group("api").add(middleware: ContextAuthenticating()).addRoutes(ContextAccount())
        try await LiveServer.run(router) { server throws in
            try await Self.expectRefusals(server, "/api/account", body: #"{"error":{"message":"Sign in."}}"#)
            #expect(try await server.get("/api/account", headers: ["Authorization: Bearer secret"]).body == #""Ada""#)
            #expect(try await server.get("/health").status == 200)
            let refused = try await server.get("/api/account", headers: ["Origin: https://shop.example"])
            #expect((refused.status, refused.headers["access-control-allow-origin"]) == (401, "https://shop.example"))
            let preflight = ["Origin: https://shop.example", "Access-Control-Request-Method: GET"]
            #expect(try await server.send("OPTIONS", "/api/account", headers: preflight).status == 204)
        }
    }
}
