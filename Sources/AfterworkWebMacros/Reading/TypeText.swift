import SwiftSyntax

/// A type as someone wrote it, ready to be written again as `(Type).self`.
struct TypeText {
    /// What was written, without what belongs to a parameter or a property rather than to the type (`sending`, `@escaping`, the
    /// exclamation mark of `T!`).
    let text: String
    /// Whether the type is an optional, as far as its text shows: `T?`, `T!` or `Optional<T>`, but not a type alias for one.
    let isOptional: Bool

    init(_ type: TypeSyntax) {
        let type = type.as(AttributedTypeSyntax.self)?.baseType ?? type
        if let unwrapped = type.as(ImplicitlyUnwrappedOptionalTypeSyntax.self) {
            text = unwrapped.wrappedType.trimmedDescription + "?"
            isOptional = true
        } else {
            text = type.trimmedDescription
            isOptional = Self.isOptional(type)
        }
    }

    /// The type's name without a question mark.
    var named: String { text.hasSuffix("?") ? String(text.dropLast()) : text }

    /// The type of a property that has no annotation, where a literal makes it plain.
    init?(inferredFrom value: ExprSyntax) {
        let literal = value.as(PrefixOperatorExprSyntax.self)?.expression ?? value
        switch literal.kind {
        case .integerLiteralExpr: text = "Int"
        case .floatLiteralExpr: text = "Double"
        case .booleanLiteralExpr: text = "Bool"
        case .stringLiteralExpr: text = "String"
        default: return nil
        }
        isOptional = false
    }

    private static func isOptional(_ type: TypeSyntax) -> Bool {
        if type.is(OptionalTypeSyntax.self) { return true }
        if let named = type.as(IdentifierTypeSyntax.self) { return named.name.text == "Optional" }
        if let member = type.as(MemberTypeSyntax.self) {
            return member.name.text == "Optional" && member.baseType.trimmedDescription == "Swift"
        }
        return false
    }
}
