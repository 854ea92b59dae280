import AfterworkWeb

@Schema struct MarkOptionalFilter { var limit = 10 }

@API struct TypeOfMarkOptional: RouteProvider {
    @Get("/orders")
    func orders(@Query filter: MarkOptionalFilter?) -> String { "" }
}

// 7:32: error: 'query(_:_:default:)' is unavailable: Here the fields of the type are the names. Make them optionals, instead of the parameter.
