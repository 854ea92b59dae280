import AfterworkWeb

@API struct RouteVerbFromFastAPI: RouteProvider {
    @app.get("/orders")
    func orders() -> String { "" }
}

// 4:6: error: unknown attribute 'app'
// 4:6: note: Did you mean '@Get'?
