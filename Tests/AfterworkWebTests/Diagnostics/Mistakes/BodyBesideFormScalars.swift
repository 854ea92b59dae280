import AfterworkWeb

@API struct BodyBesideFormScalars: RouteProvider {
    @Post("/orders")
    func add(tags: [String], @Form note: String) -> String { "" }
}

// 5:20: error: 'checkIsNoBodyBesideForm()' is unavailable: A request's body is JSON or a form, but this function takes both. Mark the parameter '@Form' to read it from the form.
