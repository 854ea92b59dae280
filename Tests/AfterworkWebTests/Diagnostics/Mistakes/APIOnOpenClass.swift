import AfterworkWeb

@API class APIOnOpenClass: RouteProvider {
    @Get("/health")
    func health() -> String { "ok" }
}

// 3:12: error: non-final class 'APIOnOpenClass' cannot conform to the 'Sendable' protocol
