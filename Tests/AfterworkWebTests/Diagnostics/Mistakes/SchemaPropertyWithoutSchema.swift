import AfterworkWeb

struct SchemaPropertyWithoutSchemaItem {
    var name: String
}

@Schema struct SchemaPropertyWithoutSchema {
    var count: Int
    var item: SchemaPropertyWithoutSchemaItem
}

// 9:15: error: 'init(_:_:documentation:isRequired:)' is unavailable: A property of this type cannot be in JSON. If the type is yours, mark it '@Schema' too. Others that can are String, Bool, the numbers, UUID, Date, and optionals, arrays and dictionaries by String of them.
