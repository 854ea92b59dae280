import AfterworkWeb

@API struct BodyOnGetForm: RouteProvider {
    @Get("/orders")
    func orders(@Form tag: String) -> String { "" }
}

// 5:17: error: 'tag' is read from a form, but a GET request has no body. Mark it '@Query' to read it from the query, or use '@Post'.
