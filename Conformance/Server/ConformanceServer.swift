import AfterworkWeb
import ConformanceRoutes

/// Serves the routes beside this folder on a port that the system chooses. Its log says which.
@main
struct ConformanceServer {
    static func main() async throws {
        try await WebApp(title: "Conformance", configuration: .init(port: 0, logsRequests: false)) { AllRoutes() }.run()
    }
}
