/// Writes the extension that makes an enum with values a `Schema`: a JSON object, of which the field `type` says which case it is.
struct SchemaVariantsExpansion {
    let type: String
    let conformance: String
    let access: String
    let documentation: String
    let variants: [SchemaVariant]
    /// Finds the values of the cases in the user's file.
    let places: SourcePlace.Finder

    var text: String {
        let members = [description, keys, decoding, encoding].joined(separator: "\n")
        let lines = members.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "    \($0)" }
        return "extension \(type)\(conformance) {\n\(lines.joined(separator: "\n"))\n}"
    }

    private var description: String {
        let name = stringLiteral(type.split(separator: ".").map { unquoted(String($0)) }.joined(separator: "."))
        let fields = variants.indices.map { index in
            SchemaFieldExpansion(properties: variants[index].properties, places: places, prefix: "_\(index)_", indentation: 4)
        }
        let list = zip(variants, fields).map { variant, fields in
            "            AfterworkWeb.SchemaVariant(\(stringLiteral(variant.tag)), "
                + "documentation: \(stringLiteral(variant.documentation)), fields: \(fields.list)),\n"
        }
        return """
            \(access)static var schema: AfterworkWeb.SchemaDescription {
            \(fields.flatMap(\.statements).map { $0 + "\n" }.joined())    return AfterworkWeb.SchemaDescription(
                    name: \(name), documentation: \(stringLiteral(documentation)), variants: [
            \(list.joined())        ])
            }
            """
    }

    private var keys: String {
        let lists = variants.map { variant in
            "[" + variant.properties.map { stringLiteral($0.wireName.text) }.joined(separator: ", ") + "]"
        }
        let tags = variants.map { stringLiteral($0.tag) }.joined(separator: ", ")
        return """
            private static let _schemaTags: [String] = [\(tags)]
            private static let _schemaKeys: [AfterworkWeb.SchemaKeys] = [\(lists.joined(separator: ", "))]
            """
    }

    private var decoding: String {
        let cases = variants.enumerated().map { index, variant in
            let decoding = SchemaDecoding(
                access: access,
                properties: variant.properties,
                places: places,
                keys: "Self._schemaKeys[\(index)]",
                maker: "Self.\(variant.name)"
            )
            return "    case \(index):\n" + decoding.body.map { "        \($0)\n" }.joined()
        }
        return """
            \(SchemaDecoding.signature(access: access)) {
                switch try decoder.variant(Self._schemaTags) {
            \(cases.joined())    default: return nil
                }
            }
            """
    }

    private var encoding: String {
        let cases = variants.map { variant in
            let names = variant.properties.indices.map { "let _\($0)" }.joined(separator: ", ")
            let pattern = variant.properties.isEmpty ? ".\(variant.name)" : ".\(variant.name)(\(names))"
            let fields = variant.properties.enumerated().map { index, property in
                "        writer.key(\(stringLiteral(property.wireName.text)))\n        writer.value(_\(index))\n"
            }
            return "    case \(pattern):\n        writer.write(\(stringLiteral(variant.tag)))\n" + fields.joined()
        }
        return """
            \(access)func encode(to writer: inout AfterworkWeb.SchemaWriter) {
                writer.beginObject()
                writer.key("type")
                switch self {
            \(cases.joined())    }
                writer.endObject()
            }
            """
    }
}
