/// What a type marked `@Schema` consists of.
public struct SchemaDescription: Sendable {
    /// The type's name.
    public let name: String
    /// What the type's documentation comment says, in Markdown.
    public let documentation: String
    /// The fields in the order declared.
    public let fields: [SchemaField]

    /// Makes a description.
    ///
    /// - Parameters:
    ///   - name: The type's name.
    ///   - documentation: What the type is, in Markdown.
    ///   - fields: The fields in the order declared.
    public init(name: String, documentation: String, fields: [SchemaField]) {
        self.name = name
        self.documentation = documentation
        self.fields = fields
    }
}

/// One field of a type marked `@Schema`.
public struct SchemaField: Sendable {
    /// The name on the wire.
    public let name: String
    /// The type of the value.
    public let type: any SchemaValue.Type
    /// What the property's documentation comment says, in Markdown.
    public let documentation: String
    /// Whether a body without the field is refused.
    public let isRequired: Bool

    /// Makes a field.
    ///
    /// - Parameters:
    ///   - name: The name on the wire.
    ///   - type: The type of the value.
    ///   - documentation: What the field is, in Markdown.
    ///   - isRequired: Whether a body without the field is refused.
    public init(_ name: String, _ type: any SchemaValue.Type, documentation: String, isRequired: Bool) {
        self.name = name
        self.type = type
        self.documentation = documentation
        self.isRequired = isRequired
    }
}
