import AfterworkWeb

@API struct MarkPath: RouteProvider {
    @Get("/orders/{order_id}")
    func order(@Path orderID: Int) -> String { "" }
}

// 5:17: error: unknown attribute 'Path'
// 5:17: note: '@Path' is not needed: a value comes from the path where the path names it, here with '{order_id}'. Leave it out.
