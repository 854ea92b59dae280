import HTTPTypes
import Hummingbird

/// The requests of an application that cannot add background tasks: those to typed routes that take none, and those to no route.
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
        guard let path = context.endpointPath, path != "NotFound" else { return true }
        return endpoints.contains(Endpoint(method: request.method, path: path))
    }
}
