import AfterworkWeb

@API struct MarkNumber: RouteProvider {
    @Get("/orders")
    func orders(@Query(1) search: String) -> String { "" }
}

// 5:24: error: cannot convert value of type 'Int' to expected argument type 'StaticString'
