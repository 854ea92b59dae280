import AfterworkWeb

@API struct PathConverter: RouteProvider {
    @Get("/files/{name:path}")
    func file(name: String) -> String { name }
}

// 4:10: error: The path has '{name:path}', but only a name can stand between the braces, as in '{product_id}'.
