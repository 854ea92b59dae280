import AfterworkWeb

@API struct MarkSmall: RouteProvider {
    @Get("/orders")
    func orders(@query limit: Int, @Headers userAgent: String) -> String { "" }
}

// 5:18: error: unknown attribute 'query'
// 5:18: note: Did you mean '@Query'?
// 5:37: error: unknown attribute 'Headers'
// 5:37: note: Did you mean '@Header'?
