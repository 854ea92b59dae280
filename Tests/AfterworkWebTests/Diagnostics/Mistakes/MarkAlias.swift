import AfterworkWeb

@API struct MarkAlias: RouteProvider {
    @Get("/orders")
    func orders(@Query(alias: "q") search: String) -> String { "" }
}

// 5:18: error: extraneous argument label 'alias:' in call
