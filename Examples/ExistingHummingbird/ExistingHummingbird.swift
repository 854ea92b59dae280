import AfterworkWeb
import HTTPTypes

@Schema struct Order {
    var item: String
    var count = 1
}

@API struct Orders: RouteProvider {
    /// Takes an order of whoever is signed in, and confirms it by mail afterwards.
    @Post("/orders", status: .created)
    func placeOrder(order: Order, context: AppContext, background: BackgroundTasks) -> Order {
        background.add("confirm order") { print("Mail to \(context.user): \(order.count) × \(order.item) on the way.") }
        return order
    }
}

@main struct ExistingHummingbird {
    static func main() async throws {
        let runner = BackgroundRunner()
        let router = Router(context: AppContext.self)
        router.add(middleware: CORSMiddleware())
        router.add(middleware: BackgroundTasksMiddleware(runner))  // one middleware
        router.get("health") { _, _ in "up" }
        router.group("api")
            .add(middleware: Authentication(users: ["Bearer secret": "Alice"]))
            .addRoutes(Orders())  // the typed routes
        let application = Application(router: router, server: .afterResponse(runner), services: [runner])  // one server builder
        try await application.runService()
    }
}
