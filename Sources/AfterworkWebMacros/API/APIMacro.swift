import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacros

/// `@API`: lists the routes of a type in the order in which they are declared.
///
/// Each route itself comes from its own function's macro (`RouteMacro`), so that the compiler's errors about it point at that function.
struct APIMacro: MemberMacro {
    static let formatMode = FormatMode.disabled

    static func expansion(
        of node: AttributeSyntax,
        providingMembersOf declaration: some DeclGroupSyntax,
        conformingTo missingProtocols: [TypeSyntax],
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        guard !declaration.is(ActorDeclSyntax.self), !declaration.is(ProtocolDeclSyntax.self) else {
            context.report(APIFault.unfitType(declaration.introducer.text), at: node)
            // Spares an actor the further error that it does not conform to RouteProvider.
            return declaration.is(ActorDeclSyntax.self) ? ["nonisolated var routes: [AfterworkWeb.Route] { [] }"] : []
        }
        let name = declaration.typeName
        if !missingProtocols.isEmpty, !declaration.declaresRouteProvider {
            context.report(APIFault.missingConformance(type: name), at: declaration.introducer, fixIts: addConformance(to: declaration))
        }
        let routes = routes(of: declaration, in: context) { context.report(APIFault.noRoutes(type: name), at: node) }
        let access = AccessLevel(ofMembersIn: declaration, lexicalContext: context.lexicalContext)
        let list = routes.map { RouteMacro.call(of: $0) }.joined(separator: ", ")
        return ["\(raw: access.prefix)var routes: [AfterworkWeb.Route] { [\(raw: list)] }"]
    }

    private static func routes(
        of declaration: some DeclGroupSyntax,
        in context: some MacroExpansionContext,
        none: () -> Void
    ) -> [FunctionDeclSyntax] {
        let members = declaration.activeMembers(in: context) { condition in
            if holdsRoute(condition) { context.report(APIFault.unreadCondition, at: condition) }
        }
        var routes: [FunctionDeclSyntax] = []
        var names: Set<String> = []
        var hasHints = false
        for function in members.compactMap({ $0.as(FunctionDeclSyntax.self) }) {
            let verbs = function.attributes.written.filter { RouteVerb($0) != nil }
            guard let verb = verbs.first else {
                for hint in function.attributes.written.compactMap(VerbHint.init) {
                    hasHints = true
                    context.report(hint, at: hint.attribute.attributeName)
                }
                continue
            }
            let name = unquoted(function.name.text)
            if let second = verbs.dropFirst().first {
                context.report(APIFault.twoVerbs(function: name, first: verb.baseName, second: second.baseName), at: second)
            }
            guard names.insert(name).inserted else {
                context.report(APIFault.sameName(function: name), at: function.name)
                continue
            }
            if RouteVerb.hasFitArguments(verb) { routes.append(function) }
        }
        if names.isEmpty, !hasHints { none() }
        return routes
    }

    private static func holdsRoute(_ condition: IfConfigDeclSyntax) -> Bool {
        condition.tokens(viewMode: .sourceAccurate).contains { token in
            token.parent?.ancestorOrSelf { $0.as(AttributeSyntax.self) }.flatMap(RouteVerb.init) != nil
        }
    }

    private static func addConformance(to declaration: some DeclGroupSyntax) -> [FixIt] {
        let end = declaration.genericWhereClause?.whereKeyword ?? declaration.memberBlock.leftBrace
        guard let last = end.previousToken(viewMode: .sourceAccurate) else { return [] }
        let separator = declaration.inheritanceClause == nil ? ":" : ","
        let conforming = TokenSyntax.identifier(
            "\(last.text)\(separator) RouteProvider",
            leadingTrivia: last.leadingTrivia,
            trailingTrivia: last.trailingTrivia
        )
        return [
            FixIt(
                message: MacroExpansionFixItMessage("Add '\(separator) RouteProvider'"),
                changes: [.replace(oldNode: Syntax(last), newNode: Syntax(conforming))]
            )
        ]
    }
}

extension DeclGroupSyntax {
    /// The name of the type, also of the one that an extension extends.
    var typeName: String {
        if let extended = self.as(ExtensionDeclSyntax.self) { return extended.extendedType.trimmedDescription }
        return Syntax(self).asProtocol((any NamedDeclSyntax).self).map { unquoted($0.name.text) } ?? ""
    }

    fileprivate var declaresRouteProvider: Bool {
        inheritanceClause?.inheritedTypes.contains { ["RouteProvider", "AfterworkWeb.RouteProvider"].contains($0.type.trimmedDescription) }
            ?? false
    }
}
