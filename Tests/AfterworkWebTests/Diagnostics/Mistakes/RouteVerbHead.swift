import AfterworkWeb

@API struct RouteVerbHead: RouteProvider {
    @Head("/orders")
    func orders() -> String { "" }

    @Get("/health")
    func health() -> String { "ok" }
}

// 4:6: error: unknown attribute 'Head'
// 4:6: note: '@Head' is not needed: a '@Get' route answers HEAD too.
