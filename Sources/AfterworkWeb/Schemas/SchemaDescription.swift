/// What a type marked `@Schema` consists of.
public struct SchemaDescription: Sendable {
    /// How values of the type look in JSON.
    public enum Form: Sendable {
        /// An object with these fields, in the order declared.
        case object([SchemaField])
        /// One of these texts, or of these numbers.
        case choice([String], isNumeric: Bool)
        /// An object of one of these kinds; the field `type` says which.
        case variants([SchemaVariant])
    }

    /// The type's name.
    public let name: String
    /// What the type's documentation comment says, in Markdown.
    public let documentation: String
    /// How its values look in JSON.
    public let form: Form

    /// The fields of an object, in the order declared; none of anything else.
    public var fields: [SchemaField] {
        if case .object(let fields) = form { fields } else { [] }
    }

    /// What stands for the cases of an enum without values; none of anything else.
    var choices: [String] {
        if case .choice(let choices, _) = form { choices } else { [] }
    }

    var hasNumericChoices: Bool {
        if case .choice(_, let isNumeric) = form { isNumeric } else { false }
    }

    /// Describes a struct.
    ///
    /// - Parameters:
    ///   - name: The type's name.
    ///   - documentation: What the type is, in Markdown.
    ///   - fields: The fields in the order declared.
    public init(name: String, documentation: String, fields: [SchemaField]) {
        self.init(name: name, documentation: documentation, form: .object(fields))
    }

    /// Describes an enum without values.
    ///
    /// - Parameters:
    ///   - name: The type's name.
    ///   - documentation: What the type is, in Markdown.
    ///   - choices: What stands for its cases; of numbers, their decimal digits.
    ///   - isNumeric: Whether these are numbers.
    public init(name: String, documentation: String, choices: [String], isNumeric: Bool) {
        self.init(name: name, documentation: documentation, form: .choice(choices, isNumeric: isNumeric))
    }

    /// Describes an enum with values.
    ///
    /// - Parameters:
    ///   - name: The type's name.
    ///   - documentation: What the type is, in Markdown.
    ///   - variants: Its cases.
    public init(name: String, documentation: String, variants: [SchemaVariant]) {
        self.init(name: name, documentation: documentation, form: .variants(variants))
    }

    private init(name: String, documentation: String, form: Form) {
        self.name = name
        self.documentation = documentation
        self.form = form
    }
}

/// A case of an enum marked `@Schema`, some case of which carries values.
public struct SchemaVariant: Sendable {
    /// What the field `type` says.
    public let tag: String
    /// What the case's documentation comment says, in Markdown.
    public let documentation: String
    /// The values, in the order declared.
    public let fields: [SchemaField]

    /// Makes a description.
    ///
    /// - Parameters:
    ///   - tag: What the field `type` says.
    ///   - documentation: What the case is, in Markdown.
    ///   - fields: The values, in the order declared.
    public init(_ tag: String, documentation: String, fields: [SchemaField]) {
        self.tag = tag
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
