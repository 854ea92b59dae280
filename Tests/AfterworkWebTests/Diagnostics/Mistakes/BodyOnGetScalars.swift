import AfterworkWeb

@API struct BodyOnGetScalars: RouteProvider {
    @Get("/orders")
    func orders(tags: [String] = []) -> String { "" }
}

// 5:23: error: 'checkHasNoBody()' is unavailable: A GET request has no body. Mark the parameter '@Query' to read it from the query, or use '@Post'.
