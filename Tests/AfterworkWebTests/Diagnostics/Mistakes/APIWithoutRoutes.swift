import AfterworkWeb

@API struct APIWithoutRoutes: RouteProvider {
    func health() -> String { "ok" }
}

// 3:1: warning: '@API' finds no route in 'APIWithoutRoutes'. Mark the functions that answer requests, for example with '@Get("/path")'.
