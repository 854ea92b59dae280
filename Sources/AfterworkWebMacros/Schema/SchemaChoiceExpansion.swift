/// Writes the extension that makes an enum without values a `SchemaChoice`: one text for each case.
struct SchemaChoiceExpansion {
    let type: String
    let conformance: String
    let access: String
    let documentation: String
    let isNumeric: Bool
    let choices: [SchemaChoice]

    var text: String {
        let texts = choices.map { stringLiteral($0.text) }.joined(separator: ", ")
        let name = stringLiteral(type.split(separator: ".").map { unquoted(String($0)) }.joined(separator: "."))
        let reading = choices.map { "            case \(stringLiteral($0.text)): Self.\($0.name)\n" }.joined()
        let writing = choices.map { "            case .\($0.name): \(stringLiteral($0.text))\n" }.joined()
        return """
            extension \(type)\(conformance) {
                \(access)static var schema: AfterworkWeb.SchemaDescription {
                    AfterworkWeb.SchemaDescription(
                        name: \(name), documentation: \(stringLiteral(documentation)), choices: [\(texts)], isNumeric: \(isNumeric)
                    )
                }
                \(access)static func choice(_ text: String) -> Self? {
                    switch text {
            \(reading)            default: nil
                    }
                }
                \(access)var choiceText: String {
                    switch self {
            \(writing)        }
                }
            }
            """
    }
}
