import SwiftSyntax

/// Writes the descriptions of fields: a statement for each, so that what is wrong with its type is told at that type.
struct SchemaFieldExpansion {
    let properties: [SchemaProperty]
    let places: SourcePlace.Finder
    /// What the names of the constants begin with.
    var prefix = "_"
    /// How far what encloses the statements will be indented.
    let indentation: Int

    var statements: [String] {
        let fields = properties.enumerated().flatMap { index, property in
            SourcePlace.lines(
                "let \(prefix)\(index) = AfterworkWeb.SchemaField",
                at: places(property.typeSyntax),
                ".init(\(stringLiteral(property.wireName.text)), (\(property.type.text)).self, "
                    + "documentation: \(stringLiteral(property.documentation)), isRequired: \(property.isRequired))",
                indentedBy: indentation
            )
        }
        return fields.isEmpty ? [] : fields + [SourcePlace.end]
    }

    /// The constants that the statements declare.
    var list: String { "[" + properties.indices.map { "\(prefix)\($0)" }.joined(separator: ", ") + "]" }
}
