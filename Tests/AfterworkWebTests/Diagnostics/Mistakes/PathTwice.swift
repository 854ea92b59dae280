import AfterworkWeb

@API struct PathTwice: RouteProvider {
    @Get("/orders/{id}/items/{id}")
    func item(id: Int) -> String { "" }
}

// 4:10: error: The path has '{id}' twice, but a parameter has one value. Give each placeholder a name of its own.
