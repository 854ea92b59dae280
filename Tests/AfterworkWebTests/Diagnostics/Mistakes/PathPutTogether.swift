import AfterworkWeb

@API struct PathPutTogether: RouteProvider {
    @Get("/v1" + "/orders")
    func orders() -> String { "" }
}

// 4:10: error: Write the path as one plain string, as in "/products": it is read before the program runs, so it cannot be put together.
