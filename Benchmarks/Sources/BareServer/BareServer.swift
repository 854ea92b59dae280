import HTTPTypes
import Hummingbird
import Load
import Logging

/// Plain Hummingbird with its own JSON coders: no task, no middleware, no request logging. What the others are measured against.
///
/// Usage: `BareServer PORT [FOLDER]`. Uploads go to the folder.
@main
struct BareServer {
    static func main() async throws {
        let folder = CommandLine.arguments.dropFirst(2).first ?? "."
        let router = Router()
        router.get("/") { _, _ in
            Greeting(message: "FastAPI Background Tasks API", status: "running")
        }
        router.post("projects/:project_id/tasks") { request, context in
            let projectID = try context.parameters.require("project_id", as: Int.self)
            let task = try await request.decode(as: TaskCreate.self, context: context)
            return TaskReceipt(taskID: "task_\(projectID)_\(task.taskName.unicodeScalars.count)", status: "created")
        }
        router.post("orders") { request, context in
            try await request.decode(as: Order.self, context: context)
        }
        router.post("uploads") { request, context in
            try await FileIO().writeFile(contents: request.body, path: folder + "/upload.bin", context: context)
            return HTTPResponse.Status.created
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
