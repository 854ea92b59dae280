import AfterworkWeb

@API struct MarkMisspelt: RouteProvider {
    @Get("/orders")
    func orders(@Qeury tags: [String]) -> String { "" }
}

// 5:18: error: unknown attribute 'Qeury'
// 5:18: note: Did you mean '@Query'?
