import AfterworkWeb

@Schema struct Order {
    var customer: String
    var item: String
}

@API struct Orders: RouteProvider {
    /// Takes an order and confirms it by mail afterwards.
    @Post("/orders")
    func placeOrder(order: Order, background: BackgroundTasks) -> Order {
        background.add("confirm order") { print("Mail to \(order.customer): your \(order.item) is on its way.") }
        return order
    }
}

@main struct SmallestServer {
    static func main() async throws { try await WebApp(title: "Orders") { Orders() }.run() }
}
