import AfterworkWeb

@API struct PathDefault: RouteProvider {
    @Get("/orders/{order_id}")
    func order(orderID: Int = 1) -> String { "\(orderID)" }
}

// 5:29: warning: The default of 'orderID' is never used: the path always has a value for '{order_id}'.
