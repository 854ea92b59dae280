import AfterworkWeb

@API struct ReturnExistential: RouteProvider {
    @Get("/orders")
    func orders() -> any Sendable { "" }
}

// 5:35: error: 'init(_:_:name:documentation:status:_:handler:)' is unavailable: A value of the type that is returned here cannot be sent. If the type is yours, mark it '@Schema' to send it as JSON. Any Encodable can be returned too; a status, a Reply, a FileReply, a StreamReply, an EventStream or a Response; or nothing.
