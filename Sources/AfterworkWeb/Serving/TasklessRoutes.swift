import HTTPTypes
import Hummingbird

/// The requests of an application that cannot add background tasks: those to typed routes that take none, those to no route, and the
/// questions of browsers whether they may send one.
struct TasklessRoutes: Sendable {
    private struct Endpoint: Hashable {
        let method: HTTPRequest.Method
        let path: String
    }

    private let endpoints: Set<Endpoint>

    init(_ table: RouteTable) {
        endpoints = Set(
            table.entries.filter { !$0.route.addsTasks }
                .map { Endpoint(method: $0.route.method, path: $0.routerPath.description) }
        )
    }

    @Sendable
    func contains(_ request: Request, context: WebRequestContext) -> Bool {
        guard let path = context.endpointPath, path != "NotFound", !request.isPreflight else { return true }
        return endpoints.contains(Endpoint(method: request.method, path: path))
    }
}

extension Request {
    /// Whether a browser asks, before it sends a request of another origin's page, whether it may (Fetch, 3.3.3).
    fileprivate var isPreflight: Bool {
        method == .options && headers.contains(.origin) && headers.contains(.accessControlRequestMethod)
    }
}
