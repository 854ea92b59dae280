import AfterworkWeb

@API struct ParameterUnnamed: RouteProvider {
    @Get("/orders")
    func orders(_: Int) -> String { "" }
}

// 5:17: error: A parameter without a name cannot be found in a request. Give it a name.
