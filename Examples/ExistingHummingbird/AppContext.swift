import HTTPTypes
import Hummingbird

/// The request context that the application had before: it knows who is signed in.
struct AppContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    var user = ""

    init(source: Source) { coreContext = .init(source: source) }
}

/// The middleware that finds it out.
struct Authentication: RouterMiddleware {
    let users: [String: String]

    func handle(_ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response) async throws -> Response {
        guard let user = users[request.headers[.authorization] ?? ""] else {
            throw HTTPError(.unauthorized, headers: [.wwwAuthenticate: "Bearer"])
        }
        var context = context
        context.user = user
        return try await next(request, context)
    }
}
