import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacros

/// `@Get`, `@Post`, `@Put`, `@Patch` and `@Delete`: one route, written beside its function, so that errors point there.
struct RouteMacro: PeerMacro {
    static let formatMode = FormatMode.disabled

    static func expansion(
        of node: AttributeSyntax,
        providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        guard let verb = RouteVerb(node) else { return [] }
        guard let function = declaration.as(FunctionDeclSyntax.self) else {
            context.report(RouteFault.notAFunction(attribute: node.baseName), at: node)
            return []
        }
        if let fault = placementFault(of: function, attribute: node.baseName, lexicalContext: context.lexicalContext) {
            context.report(fault, at: node)
            return []
        }
        // `@API` tells what is wrong with these, and lists no route of theirs.
        if isSecondVerb(node, of: function) || context.lexicalContext.first?.is(ActorDeclSyntax.self) == true { return [] }
        let reader = RouteReader(function: function, context: context)
        guard let path = reader.path(in: node), let parameters = reader.parameters(),
            let bindings = reader.bindings(of: parameters, to: path, in: node), reader.haveNoForm(bindings, verb: verb)
        else { return [standIn(for: function)] }
        let arguments = node.arguments?.as(LabeledExprListSyntax.self)
        let status = arguments?.first { $0.label?.text == "status" }?.expression.trimmedDescription
        let expansion = RouteExpansion(
            verb: verb,
            path: path,
            function: function,
            bindings: bindings,
            status: status,
            places: context.places
        )
        return [expansion.declaration]
    }

    /// The function that makes a function's route. It has the same labels, so that functions that share a name give no further error.
    static func declaration(for function: FunctionDeclSyntax) -> String {
        let labels = function.signature.parameterClause.parameters.map { "\($0.firstName.text) _: Void" }
        return "func \(name(for: function))(\(labels.joined(separator: ", "))) -> AfterworkWeb.Route"
    }

    /// Calls the function that ``declaration(for:)`` declares.
    static func call(of function: FunctionDeclSyntax) -> String {
        let arguments = function.signature.parameterClause.parameters.map { parameter in
            parameter.firstName.tokenKind == .wildcard ? "()" : "\(argumentLabel(parameter.firstName.text)): ()"
        }
        return "\(name(for: function))(\(arguments.joined(separator: ", ")))"
    }

    private static func name(for function: FunctionDeclSyntax) -> String {
        let name = unquoted(function.name.text)
        let isPlain = name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
        return isPlain ? "_route_\(name)" : "`_route_\(name)`"
    }

    private static func isSecondVerb(_ attribute: AttributeSyntax, of function: FunctionDeclSyntax) -> Bool {
        let verbs = function.attributes.written.filter { RouteVerb($0) != nil }.map(\.trimmedDescription)
        return verbs.dropFirst().contains(attribute.trimmedDescription)
    }

    private static func placementFault(
        of function: FunctionDeclSyntax,
        attribute: String,
        lexicalContext: [Syntax]
    ) -> RouteFault? {
        guard let type = lexicalContext.first?.asProtocol((any DeclGroupSyntax).self) else {
            return .outsideType(attribute: attribute, function: unquoted(function.name.text))
        }
        guard !type.attributes.contains(named: "API") else { return nil }
        return .unmarkedType(attribute: attribute, type: "\(type.introducer.text) \(type.typeName)")
    }

    /// Keeps a faulty route from causing a second error where `@API` lists it. It is never run: the fault stops the build.
    private static func standIn(for function: FunctionDeclSyntax) -> DeclSyntax {
        """
        \(raw: declaration(for: function)) {
            fatalError("This route has a fault that the build reports.")
        }
        """
    }
}
