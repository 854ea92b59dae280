import AfterworkWeb

@API struct TypeFromFastAPI: RouteProvider {
    @Get("/orders")
    func orders(limit: int) -> String { "" }
}

// 5:24: error: cannot find type 'int' in scope
// 5:24: note: Did you mean 'Int'?
// 5:43: error: cannot find 'int' in scope
// 5:131: error: cannot find type 'int' in scope
