import AfterworkWeb

@API struct PathCrowded: RouteProvider {
    @Get("/orders/{from}-{to}")
    func orders(from: Int, to: Int) -> String { "" }
}

// 4:10: error: The path has '{from}-{to}', but between two '/' there is room for one placeholder only, with text before or after it, not both.
