import AfterworkWeb

@API struct TypeOfDefault: RouteProvider {
    @Get("/orders")
    func orders(limit: Int = "ten") -> String { "" }
}

// 5:30: error: default argument value of type 'String' cannot be converted to type 'Int'
// 5:65: error: cannot convert value of type 'String' to closure result type 'Int'
