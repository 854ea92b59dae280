import AfterworkWeb

@API struct RouteGeneric: RouteProvider {
    @Post("/orders")
    func add<Order: Schema>(order: Order) -> String { "" }
}

// 5:13: error: 'add' is generic, but a request does not say which types to use. Write the types.
