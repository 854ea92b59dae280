import Afterwork
import AfterworkSQLite
import AfterworkWeb
import Load

/// The guide's `POST` of a review, whose job does nothing here, and a `POST /burn` that enqueues a job which burns CPU.
///
/// Usage: `DurableServer PORT FILE`
@main
struct DurableServer {
    static func main() async throws {
        let queue = JobQueue(store: try SQLiteJobStore(path: CommandLine.arguments.dropFirst(2).first ?? "jobs.sqlite"))
        queue.handle(AnalyzeReview.self) { _, _ in }
        queue.handle(Burn.self) { _, _ in Processor.burnUntilCancelled() }
        try await WebApp(title: "Durable", configuration: .init(port: serverPort, shutdownGrace: .zero), queue: queue) { Reviews() }.run()
    }
}
