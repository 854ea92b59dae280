import AfterworkWeb

@API struct MarkFile: RouteProvider {
    @Post("/orders")
    func add(@File file: UploadedFile) -> String { "" }
}

// 5:15: error: unknown attribute 'File'
// 5:15: note: '@File' is not needed: a parameter of type 'UploadedFile' is a file of a form. Leave it out.
