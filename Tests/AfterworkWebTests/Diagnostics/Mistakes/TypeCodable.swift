import AfterworkWeb

struct TypeCodableOrder: Codable { var item: String }

@API struct TypeCodable: RouteProvider {
    @Post("/orders")
    func add(limit: Int, order: TypeCodableOrder) -> String { "" }
}

// 7:33: error: 'inferred(_:_:default:)' is unavailable: A parameter is not read by 'Decodable'. If the type is yours, mark it '@Schema' to read it from the JSON body; if not, take a String and make the value from it.
