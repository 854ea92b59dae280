import AfterworkWeb

@Schema struct BodyTwiceOrder { var item: String }

@API struct BodyTwice: RouteProvider {
    @Post("/orders")
    func add(order: BodyTwiceOrder, replacement: BodyTwiceOrder) -> String { "" }
}

// 7:50: error: 'checkIsOnlyBody(besides:)' is unavailable: A request has one body, but a parameter before this one takes it already. Put both into one type marked '@Schema'.
