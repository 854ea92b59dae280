import AfterworkWeb

@API struct MarkDepends: RouteProvider {
    @Get("/orders")
    func orders(@Depends limit: Int) -> String { "" }
}

// 5:18: error: unknown attribute 'Depends'
// 5:18: note: '@Depends' is not needed: what a handler depends on is a property of its type, given where the type is made. Declare it there, for example 'let limit: …'.
