import AfterworkWeb

@Schema struct SchemaPropertyWithoutType {
    var tags = ["a"]
}

// 4:9: error: Write the type of 'tags': '@Schema' sees only what is written.
