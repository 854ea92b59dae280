import AfterworkWeb

@API struct TypeOfMarkCookie: RouteProvider {
    @Get("/orders")
    func add(limit: Int, @Cookie order: (Int, Int)) -> String { "" }
}

// 5:41: error: 'cookie(_:_:default:)' is unavailable: '@Cookie' reads a String, a Bool, a number, a UUID, a Date or an enum marked '@Schema', an optional or an array of one, or a type marked '@Schema', whose fields are then the names. If the type is yours, mark it '@Schema'.
