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
        let reader = RouteReader(function: function, context: context)
        guard let path = reader.path(in: node), let parameters = reader.parameters(),
            let bindings = reader.bindings(of: parameters, to: path, in: node)
        else { return [standIn(for: function)] }
        let arguments = node.arguments?.as(LabeledExprListSyntax.self)
        let status = arguments?.first { $0.label?.text == "status" }?.expression.trimmedDescription
        return [RouteExpansion(verb: verb, path: path, function: function, bindings: bindings, status: status).declaration]
    }

    /// The name of the property that holds a function's route.
    static func propertyName(for function: FunctionDeclSyntax) -> String {
        let name = unquoted(function.name.text)
        let isPlain = name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
        return isPlain ? "_route_\(name)" : "`_route_\(name)`"
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
        var \(raw: propertyName(for: function)): AfterworkWeb.Route {
            fatalError("This route has a fault that the build reports.")
        }
        """
    }
}
