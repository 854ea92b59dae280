import AfterworkWeb
import Load

/// The guide's `GET /`, and a `POST /burn` that starts a task which burns CPU.
///
/// Usage: `BurningServer PORT`
@main
struct BurningServer {
    static func main() async throws {
        try await WebApp(title: "Burning", configuration: .init(port: serverPort, shutdownGrace: .zero)) { Burning() }.run()
    }
}
