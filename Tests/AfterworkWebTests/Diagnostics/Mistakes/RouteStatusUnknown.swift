import AfterworkWeb

@API struct RouteStatusUnknown: RouteProvider {
    @Post("/orders", status: .creatd)
    func add() -> String { "" }
}

// 3:1: error: cannot find '_route_add' in scope (in what '@API' writes)
// 4:31: error: type 'HTTPResponse.Status' has no member 'creatd'
