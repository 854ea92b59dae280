public import AfterworkJSON

/// An enum whose cases carry no values, marked `@Schema`: a text or a number out of a list, in a JSON body as well as in a path, a
/// query or a form.
///
/// ```swift
/// @Schema
/// enum Size: String { case small, large = "XL" }
/// ```
///
/// What stands for a case is its raw value or, in an enum without raw values, the snake_case of its name.
public protocol SchemaChoice: SchemaValue, ScalarValue, RouteOutput {
    /// What the type consists of, for documentation.
    static var schema: SchemaDescription { get }

    /// The case that a text stands for.
    ///
    /// - Parameter text: What was sent; of a number, its decimal digits.
    /// - Returns: The case, or nil if it is none of them.
    static func choice(_ text: String) -> Self?

    /// What stands for this case.
    var choiceText: String { get }
}

extension SchemaChoice {
    /// Reads the text of a case.
    public init(scalar text: String) throws(ScalarFault) {
        guard let value = Self.choice(text) else { throw .choice(of: Self.schema) }
        self = value
    }

    /// Reads a string or, where the raw values are numbers, a number.
    public static func decode(from decoder: inout SchemaDecoder) throws(SchemaSyntaxError) -> Self? {
        let start = try decoder.startOfValue()
        switch try decoder.reader.peek() {
        case .string:
            if let value = choice(try decoder.reader.readString()) { return value }
        case .number:
            let number = try decoder.reader.readNumber()
            if schema.hasNumericChoices, let value = number.integer(as: Int.self).flatMap({ choice(String($0)) }) { return value }
        case .null, .bool, .array, .object:
            try decoder.reader.skipValue()
        }
        decoder.refuse(.choice(of: schema), readFrom: start)
        return nil
    }

    /// Writes the raw value.
    public func encode(to writer: inout SchemaWriter) {
        if Self.schema.hasNumericChoices, let number = Int(choiceText) {
            writer.write(number)
        } else {
            writer.write(choiceText)
        }
    }
}

extension ScalarFault {
    fileprivate static func choice(of schema: SchemaDescription) -> ScalarFault {
        let expected = schema.hasNumericChoices ? schema.choices.listed() : schema.choices.map { "'\($0)'" }.listed()
        return ScalarFault(type: "enum", message: "Input should be \(expected)", context: [.init("expected", expected)])
    }
}

extension [String] {
    /// `a, b or c`
    fileprivate func listed() -> String {
        guard count > 1, let last else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " or " + last
    }
}
