import SwiftParser
import SwiftSyntax

/// A parameter of a route's function, as the function's signature tells it.
struct RouteParameter {
    /// Where a value comes from when the path doesn't hold it.
    enum Source: String {
        case form = "Form"
        case query = "Query"
        case header = "Header"
        case cookie = "Cookie"
        /// The type decides: a scalar is read from the query, a `Schema` from the body, and so on.
        case inferred
    }

    /// What to write before the argument in a call, `productID: ` or nothing.
    let argumentLabel: String
    /// The name that callers know it by: its label, or without one its own name.
    let name: String
    /// Its name inside the function where that is another: `productID` in `of productID: Int`.
    let innerName: String?
    let type: TypeText
    let defaultValue: String?
    let source: Source
    /// The name in the request, where the mark says one: `@Header("X-Token")`.
    let givenName: String?
    /// What may help with an attribute that is not one of the marks.
    let hint: PlaceHint?
    let syntax: FunctionParameterSyntax

    init(_ parameter: FunctionParameterSyntax) throws(RouteFault) {
        let label = parameter.firstName
        let names = [parameter.firstName, parameter.secondName].compactMap { $0 }.filter { $0.tokenKind != .wildcard }.map(\.text)
        guard let name = names.first else { throw .unnamedParameter }
        self.name = unquoted(name)
        innerName = names.dropFirst().first.map(unquoted)
        argumentLabel = label.tokenKind == .wildcard ? "" : "\(AfterworkWebMacros.argumentLabel(label.text)): "
        guard parameter.ellipsis == nil else {
            throw .variadic(parameter: self.name, type: parameter.type.trimmedDescription)
        }
        if (parameter.type.as(AttributedTypeSyntax.self)?.baseType ?? parameter.type).is(FunctionTypeSyntax.self) {
            throw .closure(self.name)
        }
        guard !parameter.type.hasToken(.keyword(.inout)) else { throw .inoutParameter(self.name) }
        guard !parameter.type.hasToken(.keyword(.some)) else { throw .generic(parameter: self.name) }
        type = TypeText(parameter.type)
        defaultValue = parameter.defaultValue?.value.trimmedDescription
        let marks = parameter.attributes.written.filter { Source(rawValue: $0.baseName) != nil }
        if marks.count > 1 { throw .twoSources(parameter: self.name, first: marks[0].baseName, second: marks[1].baseName) }
        source = marks.first.flatMap { Source(rawValue: $0.baseName) } ?? .inferred
        hint = parameter.attributes.written.lazy.compactMap { PlaceHint($0, parameter: names[0]) }.first
        givenName = try marks.first.flatMap { mark throws(RouteFault) in try Self.givenName(in: mark) }
        syntax = parameter
    }

    private static func givenName(in mark: AttributeSyntax) throws(RouteFault) -> String? {
        guard let argument = mark.arguments?.as(LabeledExprListSyntax.self)?.first?.expression else { return nil }
        guard let literal = argument.as(StringLiteralExprSyntax.self) else {
            // Of what can never be a StaticString, Swift itself says so.
            guard argument.is(DeclReferenceExprSyntax.self) || argument.is(MemberAccessExprSyntax.self) else { return nil }
            throw .notAName(attribute: mark.baseName)
        }
        if literal.representedLiteralValue == "" { throw .notAName(attribute: mark.baseName) }
        return literal.representedLiteralValue
    }
}

extension SyntaxProtocol {
    /// Whether a token occurs anywhere in the node.
    func hasToken(_ kind: TokenKind) -> Bool {
        tokens(viewMode: .sourceAccurate).contains { $0.tokenKind == kind }
    }
}
