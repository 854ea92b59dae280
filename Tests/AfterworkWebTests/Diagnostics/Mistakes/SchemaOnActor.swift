import AfterworkWeb

@Schema actor SchemaOnActor {
    var item = ""
}

// 3:9: error: '@Schema' works on a struct or an enum, but 'SchemaOnActor' is an actor.
