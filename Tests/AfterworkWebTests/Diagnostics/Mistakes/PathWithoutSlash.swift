import AfterworkWeb

@API struct PathWithoutSlash: RouteProvider {
    @Get("orders")
    func orders() -> String { "" }
}

// 4:10: error: The path 'orders' does not begin with '/'. Write '/orders'.
// 4:10: note: Begin the path with '/'
