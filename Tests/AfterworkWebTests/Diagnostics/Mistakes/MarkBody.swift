import AfterworkWeb

@Schema struct MarkBodyOrder { var item: String }

@API struct MarkBody: RouteProvider {
    @Post("/orders")
    func add(@Body order: MarkBodyOrder) -> String { "" }
}

// 7:15: error: unknown attribute 'Body'
// 7:15: note: '@Body' is not needed: a type marked '@Schema' comes from the JSON body. Leave it out.
