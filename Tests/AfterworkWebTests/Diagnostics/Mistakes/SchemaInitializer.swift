import AfterworkWeb

@Schema struct SchemaInitializer {
    var item: String

    init() { item = "" }
}

// 6:5: error: '@Schema' needs the memberwise initializer of 'SchemaInitializer', which Swift leaves out because of this one. Move this one to an extension so that the memberwise initializer stays.
