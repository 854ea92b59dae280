import AfterworkWeb

@Schema struct BodyBesideFormOrder { var item: String }

@API struct BodyBesideForm: RouteProvider {
    @Post("/orders")
    func add(order: BodyBesideFormOrder, @Form note: String) -> String { "" }
}

// 7:21: error: 'checkIsNoBodyBesideForm()' is unavailable: A request's body is JSON or a form, but this function takes both. Mark the parameter '@Form' to read it from the form.
