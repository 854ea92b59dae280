import Afterwork
import AfterworkWeb
import Load

/// Takes requests whose tasks cost CPU, and tells how long tasks wait to start.
///
/// Usage: `CostlyServer PORT`
@main
struct CostlyServer {
    static func main() async throws {
        let runner = BackgroundRunner()
        let app = WebApp(title: "Costly", configuration: .init(port: serverPort, shutdownGrace: .zero), runner: runner) {
            Costly(runner: runner, waits: Waits())
        }
        try await app.run()
    }
}
