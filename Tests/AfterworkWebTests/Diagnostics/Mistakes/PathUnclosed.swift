import AfterworkWeb

@API struct PathUnclosed: RouteProvider {
    @Get("/orders/{order_id")
    func order(orderID: Int) -> String { "\(orderID)" }
}

// 4:10: error: The path has a '{' without its '}'. A placeholder is written '{name}'.
