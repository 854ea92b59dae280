import AfterworkWeb

@API struct RouteTwoVerbs: RouteProvider {
    @Get("/orders")
    @Post("/orders")
    func orders() -> String { "" }
}

// 5:5: error: A function is one route, but 'orders' is marked '@Get' and '@Post'. Write a second function that calls this one.
