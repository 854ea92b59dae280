import AfterworkWeb

@Schema enum SchemaRawType: Double {
    case half = 0.5
}

// 3:29: error: '@Schema' reads enums of String or of an integer, but the raw values of 'SchemaRawType' are of type Double.
