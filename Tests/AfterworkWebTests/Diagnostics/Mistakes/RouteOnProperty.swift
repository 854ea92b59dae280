import AfterworkWeb

@API struct RouteOnProperty: RouteProvider {
    @Get("/version")
    var version: String { "1" }

    @Get("/health")
    func health() -> String { "ok" }
}

// 4:5: error: '@Get' marks a function: the one that answers the requests.
