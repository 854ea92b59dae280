import AfterworkWeb

struct RouteOutsideAPI {
    @Get("/health")
    func health() -> String { "ok" }
}

// 4:5: error: '@Get' works inside a type marked '@API'. Write '@API' before 'struct RouteOutsideAPI'.
