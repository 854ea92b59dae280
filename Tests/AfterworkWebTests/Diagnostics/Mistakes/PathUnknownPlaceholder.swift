import AfterworkWeb

@API struct PathUnknownPlaceholder: RouteProvider {
    @Get("/orders/{order_id}")
    func order(number: Int) -> String { "\(number)" }
}

// 4:10: error: The path has '{order_id}', but no parameter of 'order' is called 'orderID'. Add 'orderID: Int'.
// 4:10: note: Add 'orderID: Int'
