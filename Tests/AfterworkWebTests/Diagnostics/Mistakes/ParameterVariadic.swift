import AfterworkWeb

@API struct ParameterVariadic: RouteProvider {
    @Get("/orders")
    func orders(ids: Int...) -> String { "" }
}

// 5:17: error: 'ids' takes any number of values. Write 'ids: [Int]'.
