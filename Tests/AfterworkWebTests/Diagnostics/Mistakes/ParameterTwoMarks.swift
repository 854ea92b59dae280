import AfterworkWeb

@API struct ParameterTwoMarks: RouteProvider {
    @Get("/orders")
    func orders(@Header @Query limit: Int) -> String { "" }
}

// 5:17: error: 'limit' is marked '@Header' and '@Query', but a value comes from one place. Leave one of them out.
