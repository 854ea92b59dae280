import AfterworkWeb

@API struct PathOptional: RouteProvider {
    @Get("/orders/{order_id}")
    func order(orderID: Int?) -> String { "" }
}

// 5:25: error: 'path' is unavailable: The path always has a value here, so the parameter is no optional. Leave the '?' out.
