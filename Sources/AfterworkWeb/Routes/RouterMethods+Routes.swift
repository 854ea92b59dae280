import HTTPTypes
public import Hummingbird

extension RouterMethods {
    /// Adds the routes of a provider, under this group's path and middleware.
    ///
    /// ```swift
    /// router.group("api").addRoutes(Reviews())
    /// ```
    ///
    /// Routes that contradict one another end the process here, with a message that says which and why: the server is not to start
    /// with them. So does a route of a method and a path that a router answers already. Of a group only the router behind it knows
    /// what else it answers, and of a route that is added later nobody does: Hummingbird itself then ends the process ("GET already
    /// has a handler"), or, where the two call a placeholder differently, one of them is never found. Add typed routes last.
    ///
    /// - Parameters:
    ///   - provider: The routes.
    ///   - uploads: Limits of bodies, and where large files wait.
    /// - Returns: This router or group.
    @discardableResult
    public func addRoutes(_ provider: some RouteProvider, uploads: UploadOptions = UploadOptions()) -> Self {
        let table = RouteTable(provider.routes, besides: (self as? Router<Context>)?.endpoints ?? [])
        // Nothing can be thrown here, and in a release build only this prints its message.
        if let problems = RouteProblems(table.problems(for: Context.self)) { fatalError("\(problems)") }
        add(table, uploads: uploads)
        return self
    }

    func add(_ table: RouteTable, uploads: UploadOptions) {
        for entry in table.entries {
            on(entry.routerPath, method: entry.route.method, responder: RouteResponder<Context>(entry: entry, uploads: uploads))
        }
    }
}

extension Router {
    /// What the router answers so far.
    var endpoints: [RouteTable.Endpoint] {
        routes.map { RouteTable.Endpoint(method: $0.method, path: $0.path.description) }
    }

    /// Answers 405 with `Allow` (RFC 9110, 15.5.6) where a path exists and the method does not. Call it after the last route was added.
    ///
    /// So is `OPTIONS`, as FastAPI does: a 2xx could be taken for a browser's permission. What a browser asks before it sends another
    /// origin's request is answered by Hummingbird's `CORSMiddleware`, if that was added before the routes.
    public func answerOtherMethods() {
        var methods: [String: (path: RouterPath, allowed: [HTTPRequest.Method])] = [:]
        for route in routes { methods[route.path.description, default: (route.path, [])].allowed.append(route.method) }
        for (path, allowed) in methods.values {
            let refusal = MethodNotAllowed<Context>(allowed: allowed.map(\.rawValue).sorted())
            for method in Self.knownMethods where !allowed.contains(method) { on(path, method: method, responder: refusal) }
        }
    }

    private static var knownMethods: [HTTPRequest.Method] { [.get, .head, .post, .put, .patch, .delete, .options, .trace] }
}

/// Answers requests to one typed route.
private struct RouteResponder<Context: RequestContext>: HTTPResponder {
    let entry: RouteTable.Entry
    let uploads: UploadOptions

    func respond(to request: Request, context: Context) async throws -> Response {
        // Where text stands beside a placeholder, the router also takes the text alone.
        for name in entry.partialParameters where context.parameters.get(name)?.isEmpty ?? true { throw HTTPError(.notFound) }
        return try await entry.route.respond(request, context, entry.captures, uploads)
    }
}

/// Refuses the methods that a path does not have.
private struct MethodNotAllowed<Context: RequestContext>: HTTPResponder {
    let allowed: [String]

    func respond(to request: Request, context: Context) throws -> Response {
        throw HTTPError(.methodNotAllowed, headers: [.allow: allowed.joined(separator: ", ")])
    }
}
