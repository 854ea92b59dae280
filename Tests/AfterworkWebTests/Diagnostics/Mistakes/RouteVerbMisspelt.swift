import AfterworkWeb

@API struct RouteVerbMisspelt: RouteProvider {
    @get("/orders")
    func orders() -> String { "" }

    @Delte("/orders/{id}")
    func remove(id: Int) {}

    @Get("/health")
    func health() -> String { "ok" }
}

// 4:6: error: unknown attribute 'get'
// 4:6: note: Did you mean '@Get'?
// 7:6: error: unknown attribute 'Delte'
// 7:6: note: Did you mean '@Delete'?
