import AfterworkWeb

@Schema struct BodyBesideFilesOrder { var item: String }

@API struct BodyBesideFiles: RouteProvider {
    @Post("/orders")
    func add(orders: [BodyBesideFilesOrder], files: [UploadedFile]) -> String { "" }
}

// 7:22: error: 'checkIsNoBodyBesideForm()' is unavailable: A request's body is JSON or a form, but this function takes both. Read all of it from the form.
