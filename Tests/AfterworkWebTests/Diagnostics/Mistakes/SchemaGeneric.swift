import AfterworkWeb

@Schema struct SchemaGeneric<Item> {
    var items: [Item]
}

// 3:29: error: '@Schema' does not work on a generic type. Write the types that 'SchemaGeneric' holds.
