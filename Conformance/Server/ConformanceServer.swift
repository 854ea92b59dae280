import AfterworkWeb

/// Serves the routes of this folder on a port that the system chooses. Its log says which.
@main
struct ConformanceServer {
    static func main() async throws {
        try await WebApp(title: "Conformance", configuration: .init(port: 0, logsRequests: false)) { ConformanceRoutes() }.run()
    }
}

/// All routes, in the order of app.py.
struct ConformanceRoutes: RouteProvider {
    var routes: [Route] { Paths().routes + Queries().routes + Bodies().routes + Forms().routes + Replies().routes }
}
