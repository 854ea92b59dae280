import AfterworkWeb

@Schema struct SchemaPropertyMisspelt {
    var count: Int
    var item: Strin
}

// 5:15: error: cannot find type 'Strin' in scope
// 5:18: error: cannot find type 'Strin' in scope
// 5:29: error: cannot find 'Strin' in scope
