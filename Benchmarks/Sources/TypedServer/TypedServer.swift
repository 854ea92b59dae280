import Afterwork
import AfterworkHummingbird
import AfterworkWeb
import Hummingbird
import Load
import Logging

/// The routes of the bare server, typed: on an equally plain Hummingbird application, or on a `WebApp` as it is unless told otherwise.
///
/// Usage: `TypedServer PORT plain|web [FOLDER]`. Uploads go to the folder.
@main
struct TypedServer {
    static func main() async throws {
        let folder = CommandLine.arguments.dropFirst(3).first ?? "."
        // Temporary files are where uploads go, so that saving copies nothing.
        var uploads = UploadOptions(spool: .init(directory: folder))
        uploads.limits.fileBytes = 2 << 30
        uploads.limits.totalBytes = 2 << 30
        if CommandLine.arguments.dropFirst(2).first == "plain" {
            try await servePlainly(Orders(folder: folder), uploads)
        } else {
            try await WebApp(title: "Orders", configuration: .init(port: serverPort, uploads: uploads)) { Orders(folder: folder) }.run()
        }
    }

    private static func servePlainly(_ orders: Orders, _ uploads: UploadOptions) async throws {
        let logger = Logger(label: "typed") { _ in SwiftLogNoOpLogHandler() }
        let runner = BackgroundRunner(logger: logger)
        let router = Router()
        router.addRoutes(orders, uploads: uploads)
        let application = Application(
            router: router,
            server: .afterResponse(runner),
            configuration: .init(address: .hostname("127.0.0.1", port: serverPort)),
            services: [runner],
            logger: logger
        )
        try await application.runService()
    }
}
