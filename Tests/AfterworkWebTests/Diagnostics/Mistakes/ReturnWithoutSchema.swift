import AfterworkWeb

struct ReturnPlainOrder { var item: String }

@API struct ReturnWithoutSchema: RouteProvider {
    @Get("/orders")
    func orders() -> ReturnPlainOrder { ReturnPlainOrder(item: "") }
}

// 7:35: error: 'init(_:_:name:documentation:status:_:handler:)' is unavailable: A value of the type that is returned here cannot be sent. If the type is yours, mark it '@Schema' to send it as JSON. Any Encodable can be returned too; a status, a Reply, a FileReply, a StreamReply, an EventStream or a Response; or nothing.
