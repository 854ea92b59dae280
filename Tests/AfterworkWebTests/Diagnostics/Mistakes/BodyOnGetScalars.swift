import AfterworkWeb

@API struct BodyOnGetScalars: RouteProvider {
    @Get("/orders")
    func orders(tags: [String] = []) -> String { "" }
}

// 5:23: error: 'checkHasNoBody()' is unavailable: A GET request has no body. Leave the parameter out, or use '@Post'.
