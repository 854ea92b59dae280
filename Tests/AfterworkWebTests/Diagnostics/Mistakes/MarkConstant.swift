import AfterworkWeb

@API struct MarkConstant: RouteProvider {
    static let name: StaticString = "q"

    @Get("/orders")
    func orders(@Query(name) search: String) -> String { "" }
}

// 7:17: error: '@Query' takes the name in the request as a string literal, for example '@Query("name")'.
