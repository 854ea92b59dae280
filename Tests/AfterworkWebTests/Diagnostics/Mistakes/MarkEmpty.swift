import AfterworkWeb

@API struct MarkEmpty: RouteProvider {
    @Get("/orders")
    func orders(@Header("") search: String) -> String { "" }
}

// 5:17: error: '@Header' takes the name in the request as a string literal, for example '@Header("name")'.
