import AfterworkWeb

@API struct TypeClosure: RouteProvider {
    @Post("/orders")
    func add(limit: Int, order: @Sendable () -> Void) -> String { "" }
}

// 5:26: error: 'order' is a closure, but a request carries values only. Leave it out.
