import AfterworkWeb

@Schema struct RightOrder {
    var item: String
}

@Schema enum RightTag {
    case new, old
}

@API struct Right: RouteProvider {
    @Get("/orders/{order_id}")
    func order(@Header userAgent: String?, orderID: Int, limit: Int = 10, tag: RightTag?, request: Request) async throws -> [RightOrder] {
        []
    }

    @Post("/orders", status: .created)
    func add(order: RightOrder, limit: Int?, background: BackgroundTasks) -> RightOrder { order }

    @Post("/files")
    func upload(file: UploadedFile, @Form note: String = "", tag: RightTag = .new) {}
}
