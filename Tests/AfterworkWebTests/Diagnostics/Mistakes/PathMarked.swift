import AfterworkWeb

@API struct PathMarked: RouteProvider {
    @Get("/orders/{order_id}")
    func order(@Query orderID: Int) -> String { "\(orderID)" }
}

// 5:16: error: 'orderID' is marked '@Query', but the path holds its value in '{order_id}'. Leave one of them out.
