import Afterwork
import AfterworkHummingbird
import HTTPTypes
import Hummingbird

struct AppContext: BackgroundTasksRequestContext {
    var coreContext: CoreRequestContextStorage
    var taskList = TaskList.detached  // the one property

    init(source: Source) { coreContext = .init(source: source) }
}

@main
struct PlainHummingbird {
    static func main() async throws {
        let runner = BackgroundRunner()
        let router = Router(context: AppContext.self)
        router.add(middleware: BackgroundTasksMiddleware(runner))  // the one middleware
        router.post("orders/{id}") { _, context in
            let id = try context.parameters.require("id")
            context.background.add("confirm order") { print("Order \(id) is on its way.") }
            return HTTPResponse.Status.accepted
        }
        let application = Application(router: router, server: .afterResponse(runner), services: [runner])  // the one server builder
        try await application.runService()
    }
}
