import AfterworkWeb

@Schema protocol SchemaOnProtocol {
    var item: String { get }
}

// 3:9: error: '@Schema' works on a struct or an enum, but 'SchemaOnProtocol' is a protocol.
