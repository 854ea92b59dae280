import AfterworkWeb

@Get("/health")
func health() -> String { "ok" }

// 3:1: error: '@Get' works inside a type marked '@API', but 'health' is not inside a type. Move it into one.
