import AfterworkWeb

@API struct TypeMisspelt: RouteProvider {
    @Post("/orders")
    func add(limit: Int, order: UploadFile) -> String { "" }
}

// 5:33: error: cannot find type 'UploadFile' in scope
// 5:33: note: Did you mean 'UploadedFile'?
// 5:52: error: cannot find 'UploadFile' in scope
// 5:166: error: cannot find type 'UploadFile' in scope
