import AfterworkWeb

@API struct RouteStatusCode: RouteProvider {
    @Post("/orders", status_code: 201)
    func add() -> String { "" }
}

// 4:35: error: extra argument 'status_code' in macro expansion
