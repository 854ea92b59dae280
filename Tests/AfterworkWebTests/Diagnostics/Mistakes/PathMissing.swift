import AfterworkWeb

@API struct PathMissing: RouteProvider {
    @Get
    func orders() -> String { "" }
}

// 4:9: error: missing argument for parameter #1 in macro expansion
