import AfterworkWeb

@Schema struct BodyOnGetOptionalOrder { var item: String }

@API struct BodyOnGetOptional: RouteProvider {
    @Get("/orders")
    func orders(order: BodyOnGetOptionalOrder?) -> String { "" }
}

// 7:24: error: 'checkHasNoBody()' is unavailable: A GET request has no body. Leave the parameter out, or use '@Post'.
