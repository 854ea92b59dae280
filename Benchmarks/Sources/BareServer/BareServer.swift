import Hummingbird
import Load
import Logging

/// Plain Hummingbird with its own JSON coders: no task, no middleware, no request logging. What the others are measured against.
///
/// Usage: `BareServer PORT`
@main
struct BareServer {
    static func main() async throws {
        let router = Router()
        router.get("/") { _, _ in
            Greeting(message: "FastAPI Background Tasks API", status: "running")
        }
        router.post("projects/:project_id/tasks") { request, context in
            let projectID = try context.parameters.require("project_id", as: Int.self)
            let task = try await request.decode(as: TaskCreate.self, context: context)
            return TaskReceipt(taskID: "task_\(projectID)_\(task.taskName.unicodeScalars.count)", status: "created")
        }
        router.post("burn") { _, _ in
            Task { Processor.burnUntilCancelled() }
            return Greeting(message: "Burning", status: "running")
        }
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: serverPort)),
            logger: Logger(label: "bare") { _ in SwiftLogNoOpLogHandler() }
        )
        try await application.runService()
    }
}
