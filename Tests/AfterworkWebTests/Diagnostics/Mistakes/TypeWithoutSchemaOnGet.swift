import AfterworkWeb

struct TypePlainGetOrder { var item: String }

@API struct TypeWithoutSchemaOnGet: RouteProvider {
    @Get("/orders")
    func add(limit: Int, order: TypePlainGetOrder) -> String { "" }
}

// 7:33: error: 'inferred(_:_:default:)' is unavailable: A parameter of this type cannot be read from a request. If the type is yours, mark it '@Schema' to read it from the JSON body. Others that can be read are String, Bool, the numbers, UUID, Date and arrays of them; UploadedFile, BackgroundTasks, Request and the request's context.
