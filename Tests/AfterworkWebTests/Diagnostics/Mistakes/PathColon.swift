import AfterworkWeb

@API struct PathColon: RouteProvider {
    @Get("/orders/:order_id")
    func order(orderID: Int) -> String { "\(orderID)" }
}

// 4:10: error: The path has ':order_id', but here a placeholder is written '{order_id}'.
// 4:10: note: Replace ':order_id' with '{order_id}'
