import AfterworkWeb

@API struct TypeOfMarkFile: RouteProvider {
    @Post("/orders")
    func add(@Form file: UploadedFile) -> String { "" }
}

// 5:26: error: 'form' is unavailable: A parameter of type 'UploadedFile' is read from the form without '@Form'. Leave '@Form' out.
