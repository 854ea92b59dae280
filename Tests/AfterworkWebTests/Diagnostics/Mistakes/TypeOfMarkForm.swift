import AfterworkWeb

struct TypeOfMarkFormOrder { var item: String }

@API struct TypeOfMarkForm: RouteProvider {
    @Post("/orders")
    func add(limit: Int, @Form order: TypeOfMarkFormOrder?) -> String { "" }
}

// 7:39: error: 'form(_:_:default:)' is unavailable: '@Form' reads a String, a Bool, a number, a UUID, a Date or an enum marked '@Schema', an optional or an array of one, or a type marked '@Schema', whose fields are then the names. If the type is yours, mark it '@Schema'.
