import AfterworkWeb

@API struct ParameterInout: RouteProvider {
    @Get("/orders")
    func orders(limit: inout Int) -> String { "" }
}

// 5:17: error: 'limit' is 'inout', but a value of the request cannot be written back. Leave 'inout' out.
