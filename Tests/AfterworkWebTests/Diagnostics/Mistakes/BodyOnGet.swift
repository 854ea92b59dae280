import AfterworkWeb

@Schema struct BodyOnGetOrder { var item: String }

@API struct BodyOnGet: RouteProvider {
    @Get("/orders")
    func orders(order: BodyOnGetOrder) -> String { "" }
}

// 7:24: error: 'checkHasNoBody()' is unavailable: A GET request has no body. Mark the parameter '@Query' to read it from the query, or use '@Post'.
