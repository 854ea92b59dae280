import AfterworkWeb

@Schema struct BodyOnGetArrayOrder { var item: String }

@API struct BodyOnGetArray: RouteProvider {
    @Get("/orders")
    func orders(orders: [BodyOnGetArrayOrder]) -> String { "" }
}

// 7:25: error: 'checkHasNoBody()' is unavailable: A GET request has no body. Leave the parameter out, or use '@Post'.
