import AfterworkWeb

@API struct APIWithoutProvider {
    @Get("/health")
    func health() -> String { "ok" }
}

// 3:6: error: '@API' writes the routes of 'APIWithoutProvider', but only a RouteProvider can be mounted. Declare 'APIWithoutProvider: RouteProvider'.
// 3:6: note: Add ': RouteProvider'
