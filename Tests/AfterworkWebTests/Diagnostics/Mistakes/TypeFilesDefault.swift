import AfterworkWeb

@API struct TypeFilesDefault: RouteProvider {
    @Post("/orders")
    func add(files: [UploadedFile] = []) -> String { "" }
}

// 5:21: error: 'inferred(_:_:default:)' is unavailable: An array of files has one or more, so it has no default and is no optional. Take '[UploadedFile]'.
