import AfterworkWeb

@Schema struct BodyBesideFileOrder { var item: String }

@API struct BodyBesideFile: RouteProvider {
    @Post("/orders")
    func add(order: BodyBesideFileOrder, file: UploadedFile) -> String { "" }
}

// 7:21: error: 'checkIsNoBodyBesideForm()' is unavailable: A request's body is JSON or a form, but this function takes both. Mark the parameter '@Form' to read it from the form.
