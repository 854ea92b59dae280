import AfterworkWeb

@Schema final class SchemaOnClass {
    var item = ""
}

// 3:15: error: '@Schema' works on a struct or an enum, but 'SchemaOnClass' is a class.
