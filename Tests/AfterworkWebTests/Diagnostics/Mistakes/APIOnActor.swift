import AfterworkWeb

@API actor APIOnActor: RouteProvider {
    @Get("/health")
    func health() -> String { "ok" }
}

// 3:1: error: '@API' works on a struct, an enum, a final class or an extension of one of them, not on an actor. Move the routes into a struct that holds what they need.
