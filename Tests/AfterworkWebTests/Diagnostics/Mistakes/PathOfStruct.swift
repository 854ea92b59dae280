import AfterworkWeb

@Schema struct PathOrder { var id: Int }

@API struct PathOfStruct: RouteProvider {
    @Get("/orders/{order}")
    func order(order: PathOrder) -> String { "" }
}

// 7:23: error: 'path' is unavailable: A value in the path is one piece of text: a String, a Bool, a number, a UUID, a Date or an enum marked '@Schema'. To read the parameter from elsewhere, take its name out of the path.
