/// Writes the extension that makes a struct a `Schema`.
struct SchemaExpansion {
    let type: String
    /// `: AfterworkWeb.Schema`, or nothing where the struct says so itself.
    let conformance: String
    /// What stands before each member that the protocol asks for: `public `, `package ` or nothing.
    let access: String
    let documentation: String
    let properties: [SchemaProperty]
    let hasLazyProperties: Bool
    /// Whether the struct says itself that it is `Codable`, as a job does.
    let isCodable: Bool
    /// Finds the properties in the user's file.
    let places: SourcePlace.Finder

    /// The extension, with the lines of its members indented.
    func extending(with members: [String]) -> String {
        let body = members.joined(separator: "\n").split(separator: "\n", omittingEmptySubsequences: false)
        return "extension \(type)\(conformance) {\n\(body.map { $0.isEmpty ? "" : "    \($0)" }.joined(separator: "\n"))\n}"
    }

    var members: [String] { [description, keys, decoding.text, encoding] + (isCodable ? [decoderReading.text] : []) }

    private var decoderReading: DecoderReading { DecoderReading(access: access, properties: properties.filter(\.isDecoded)) }

    /// Keeps a faulty struct from causing further errors where it is used. They are never run: the fault stops the build.
    var standIns: [String] {
        let fault = "fatalError(\"This struct has a fault that the build reports.\")"
        return [
            "\(access)static var schema: AfterworkWeb.SchemaDescription { \(fault) }",
            "\(SchemaDecoding.signature(access: access)) { \(fault) }",
            "\(encodingSignature) { \(fault) }",
        ]
    }

    private var decoding: SchemaDecoding {
        SchemaDecoding(
            access: access,
            properties: properties.filter(\.isDecoded),
            places: places,
            takesFieldsOnly: !hasLazyProperties
        )
    }

    private var description: String {
        let name = stringLiteral(type.split(separator: ".").map { unquoted(String($0)) }.joined(separator: "."))
        let fields = SchemaFieldExpansion(properties: properties, places: places, indentation: 4)
        let statements = fields.statements.map { $0 + "\n" }.joined()
        return """
            \(access)static var schema: AfterworkWeb.SchemaDescription {
            \(statements)    \(statements.isEmpty ? "" : "return ")AfterworkWeb.SchemaDescription(
                    name: \(name), documentation: \(stringLiteral(documentation)), fields: \(fields.list)
                )
            }
            """
    }

    private var keys: String {
        let keys = properties.filter(\.isDecoded).map { stringLiteral($0.wireName.text) }
        return "private static let _schemaKeys: AfterworkWeb.SchemaKeys = [\(keys.joined(separator: ", "))]"
    }

    private var encodingSignature: String { "\(access)func encode(to writer: inout AfterworkWeb.SchemaWriter)" }

    private var encoding: String {
        let fields = properties.map { property in
            "    writer.key(\(stringLiteral(property.wireName.text)))\n    writer.value(self.\(property.name))\n"
        }
        return """
            \(encodingSignature) {
                writer.beginObject()
            \(fields.joined())    writer.endObject()
            }
            """
    }
}
