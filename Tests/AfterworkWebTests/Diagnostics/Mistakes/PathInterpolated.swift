import AfterworkWeb

@API struct PathInterpolated: RouteProvider {
    static let version = "v1"

    @Get("/\(version)/orders")
    func orders() -> String { "" }
}

// 6:10: error: Write the path as one plain string, as in "/products": it is read before the program runs, so it cannot be put together.
