import AfterworkWeb

@API struct RouteSome: RouteProvider {
    @Post("/orders")
    func add(order: some Schema) -> String { "" }
}

// 5:14: error: The type of 'order' is left open by 'some', but a request does not say which type to use. Write the type.
