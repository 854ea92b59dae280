import AfterworkWeb

@Schema struct MarkFilter { var limit = 10 }

@API struct TypeOfMarkDefault: RouteProvider {
    @Get("/orders")
    func orders(@Query filter: MarkFilter = MarkFilter()) -> String { "" }
}

// 7:32: error: 'query(_:_:default:)' is unavailable: Here the fields of the type are the names. Give them the defaults, instead of the parameter.
