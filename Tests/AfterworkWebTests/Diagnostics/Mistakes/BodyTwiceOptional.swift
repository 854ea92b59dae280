import AfterworkWeb

@Schema struct BodyTwiceOptionalOrder { var item: String }

@API struct BodyTwiceOptional: RouteProvider {
    @Post("/orders")
    func add(
        order: BodyTwiceOptionalOrder,
        name: String,
        replacement: BodyTwiceOptionalOrder?,
        background: BackgroundTasks
    ) -> String { "" }
}

// 10:22: error: 'checkIsOnlyBody(besides:)' is unavailable: A request has one body, but a parameter before this one takes it already. Put both into one type marked '@Schema'.
