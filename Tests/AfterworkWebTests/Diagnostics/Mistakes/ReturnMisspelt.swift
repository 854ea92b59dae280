import AfterworkWeb

@API struct ReturnMisspelt: RouteProvider {
    @Get("/orders")
    func orders() -> Responce { "" }
}

// 5:22: error: cannot find type 'Responce' in scope
