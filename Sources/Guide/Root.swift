import AfterworkWeb

/// The greeting that shows the server to be up.
@API
struct Root: RouteProvider {
    /// Says that the server is running.
    @Get("/")
    func root() -> Greeting {
        Greeting(message: "FastAPI Background Tasks API", status: "running")
    }
}

@Schema
struct Greeting {
    var message: String
    var status: String
}
