import AfterworkWeb

let ordersPath = "/orders"

@API struct PathInConstant: RouteProvider {
    @Get(ordersPath)
    func orders() -> String { "" }
}

// 6:10: error: Write the path as one plain string, as in "/products": it is read before the program runs, so it cannot be put together.
