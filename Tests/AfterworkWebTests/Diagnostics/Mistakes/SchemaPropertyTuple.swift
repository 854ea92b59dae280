import AfterworkWeb

@Schema struct SchemaPropertyTuple {
    var size: (Int, Int)
}

// 4:15: error: 'init(_:_:documentation:isRequired:)' is unavailable: A property of this type cannot be in JSON. If the type is yours, mark it '@Schema' too. Others that can are String, Bool, the numbers, UUID, Date, and optionals, arrays and dictionaries by String of them.
