import AfterworkWeb

struct TypeOfMarkOrder { var item: String }

@API struct TypeOfMark: RouteProvider {
    @Get("/orders")
    func add(limit: Int, @Query order: TypeOfMarkOrder) -> String { "" }
}

// 7:40: error: 'query(_:_:default:)' is unavailable: '@Query' reads a String, a Bool, a number, a UUID, a Date or an enum marked '@Schema', an optional or an array of one, or a type marked '@Schema', whose fields are then the names. If the type is yours, mark it '@Schema'.
