import Afterwork
import AfterworkHummingbird
import Hummingbird

extension LiveServer {
    /// Serves a router that is not a `WebApp`'s, with the server hook.
    static func run<Context: RequestContext>(
        _ router: Router<Context>,
        runner: BackgroundRunner = BackgroundRunner(),
        _ use: (LiveServer) async throws -> Void
    ) async throws where Context.Source == ApplicationRequestContextSource {
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router,
            server: .afterResponse(runner),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            services: [runner],
            onServerRunning: { listening.yield($0.localAddress?.port ?? 0) }
        )
        try await run(application, ports: ports, use)
    }
}
