/// Writes the function that makes a struct from a `Decoder`, for one that is `Codable` besides being a `Schema`.
///
/// Swift's own refuses a text in which a field with a default is absent. Everything else is as with Swift's own: its `CodingKeys`, and
/// an optional that is absent is nil whatever its default, since that is how nil is written.
struct DecoderReading {
    let access: String
    let properties: [SchemaProperty]

    var text: String {
        let arguments = properties.map { "\n        \(argumentLabel($0.name)): \(value(of: $0))" }.joined(separator: ",")
        let fields = properties.isEmpty ? "" : "    let _fields = try decoder.container(keyedBy: CodingKeys.self)\n"
        return """
            \(access)static func decode(from decoder: any Decoder) throws -> Self {
            \(fields)    return Self(\(arguments)\(properties.isEmpty ? "" : "\n    "))
            }
            """
    }

    private func value(of property: SchemaProperty) -> String {
        let key = ".\(property.name)"
        let reading = "_fields.decode((\(property.type.text)).self, forKey: \(key))"
        let absent = property.type.isOptional ? "nil" : property.defaultValue
        guard let absent else { return "try \(reading)" }
        return "_fields.contains(\(key)) ? try \(reading) : \(absent)"
    }
}
