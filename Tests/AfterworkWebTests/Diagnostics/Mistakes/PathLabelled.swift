import AfterworkWeb

@API struct PathLabelled: RouteProvider {
    @Get(path: "/orders")
    func orders() -> String { "" }
}

// 4:9: error: extraneous argument label 'path:' in macro expansion
