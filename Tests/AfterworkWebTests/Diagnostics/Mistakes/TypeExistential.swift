import AfterworkWeb

@API struct TypeExistential: RouteProvider {
    @Post("/orders")
    func add(limit: Int, order: any Sendable) -> String { "" }
}

// 5:33: error: 'inferred(_:_:default:)' is unavailable: A parameter of this type cannot be read from a request. If the type is yours, mark it '@Schema' to read it from the JSON body. Others that can be read are String, Bool, the numbers, UUID, Date and arrays of them; UploadedFile, BackgroundTasks, Request and the request's context.
