/// Writes the function that reads a `Schema` from JSON.
///
/// It reads the object to its end before it judges, so that one reply names every fault: a field that is absent is told from one
/// that was there and wrong (which the decoder has reported) by a bit per field in `seen`.
struct SchemaDecoding {
    let access: String
    let properties: [SchemaProperty]
    /// Finds the properties in the user's file.
    let places: SourcePlace.Finder
    /// The known names, as an expression.
    var keys = "Self._schemaKeys"
    /// What makes the value: `Self`, or a case.
    var maker = "Self"
    /// Whether what makes the value takes the fields and nothing else. Of a struct it takes the lazy properties too.
    var takesFieldsOnly = true

    static func signature(access: String) -> String {
        "\(access)static func decode(from decoder: inout AfterworkWeb.SchemaDecoder) "
            + "throws(AfterworkWeb.SchemaSyntaxError) -> Self?"
    }

    var text: String {
        let lines = body
        return "\(Self.signature(access: access)) {\n\(lines.map { "    \($0)\n" }.joined())}"
    }

    /// What reads the object and returns the value.
    var body: [String] {
        [begin] + variables + loop + absences + end + result
    }

    private var begin: String {
        "guard \(properties.isEmpty ? "try decoder.beginObject() != nil" : "let _object = try decoder.beginObject()") else { return nil }"
    }

    private var end: [String] {
        properties.isEmpty ? [] : ["decoder.endObject(_object, \(keys))"]
    }

    private var fields: [(index: Int, property: SchemaProperty)] {
        properties.enumerated().map { (index: $0, property: $1) }
    }

    private var variables: [String] {
        let words = stride(from: 0, to: properties.count, by: UInt64.bitWidth)
        let values = fields.flatMap { index, property in
            SourcePlace.line("var _\(index): (\(property.type.text))? = nil", at: places(property.typeSyntax))
        }
        return values + (values.isEmpty ? [] : [SourcePlace.end])
            + words.map { "var \(word(of: $0)): UInt64 = 0" }
    }

    private var loop: [String] {
        guard !properties.isEmpty else { return ["while try decoder.nextField(\(keys)) != nil {}"] }
        let cases = fields.flatMap { index, property in
            [
                "    case \(index):",
                "        \(word(of: index)) |= 1 << \(index % UInt64.bitWidth)",
                "        _\(index) = try decoder.value(\(stringLiteral(property.wireName.text)))",
            ]
        }
        return ["while let index = try decoder.nextField(\(keys)) {", "    switch index {"] + cases
            + ["    default: break", "    }", "}"]
    }

    private var absences: [String] {
        fields.map { index, property in
            "if \(word(of: index)) & (1 << \(index % UInt64.bitWidth)) == 0 { \(remedy(for: property, index: index)) }"
        }
    }

    /// `.some` because a plain `nil` would mean "not there" in a field that is optional itself.
    private func remedy(for property: SchemaProperty, index: Int) -> String {
        if let value = property.defaultValue { return "_\(index) = .some(\(value))" }
        if property.type.isOptional { return "_\(index) = .some(nil)" }
        return "decoder.missing(\(stringLiteral(property.wireName.text)), from: _object)"
    }

    private var result: [String] {
        guard !properties.isEmpty else { return ["return \(maker)\(maker == "Self" ? "()" : "")"] }
        let values = fields.map { "let _\($0.index)" }.joined(separator: ", ")
        return ["guard \(values) else { return nil }", "return \(making)"]
    }

    private var making: String {
        guard maker == "Self", takesFieldsOnly else {
            return "\(maker)(\(fields.map { "\($0.property.label)_\($0.index)" }.joined(separator: ", ")))"
        }
        // By its full name, because else, where a property's type is misspelt, Swift talks of other initializers too.
        let labels = fields.map { "\(argumentLabel($0.property.name)):" }.joined()
        return "Self.init(\(labels))(\(fields.map { "_\($0.index)" }.joined(separator: ", ")))"
    }

    private func word(of index: Int) -> String {
        index < UInt64.bitWidth ? "seen" : "seen\(index / UInt64.bitWidth + 1)"
    }
}
