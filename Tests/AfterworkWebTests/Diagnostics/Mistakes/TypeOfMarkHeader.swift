import AfterworkWeb

struct TypeOfMarkHeaderOrder { var item: String }

@API struct TypeOfMarkHeader: RouteProvider {
    @Get("/orders")
    func add(limit: Int, @Header order: [TypeOfMarkHeaderOrder]) -> String { "" }
}

// 7:41: error: 'header(_:_:default:)' is unavailable: '@Header' reads a String, a Bool, a number, a UUID, a Date or an enum marked '@Schema', an optional or an array of one, or a type marked '@Schema', whose fields are then the names. If the type is yours, mark it '@Schema'.
