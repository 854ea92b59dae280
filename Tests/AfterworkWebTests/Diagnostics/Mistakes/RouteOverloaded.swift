import AfterworkWeb

@API struct RouteOverloaded: RouteProvider {
    @Get("/orders")
    func orders() -> String { "" }

    @Get("/orders/{id}")
    func orders(id: Int) -> String { "" }
}

// 8:10: error: Two routes are called 'orders', but a route is known by its function's name. Rename one of them.
