import AfterworkWeb

@API struct BodyOnGetFile: RouteProvider {
    @Get("/orders")
    func orders(file: UploadedFile) -> String { "" }
}

// 5:17: error: 'file' is read from a form, but a GET request has no body. Use '@Post'.
