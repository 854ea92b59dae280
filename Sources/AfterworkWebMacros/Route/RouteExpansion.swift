import SwiftSyntax
import SwiftSyntaxBuilder

/// Writes the property that holds a route.
struct RouteExpansion {
    let verb: RouteVerb
    let path: RoutePath
    let function: FunctionDeclSyntax
    let bindings: [RouteBinding]

    var declaration: DeclSyntax {
        let name = stringLiteral(unquoted(function.name.text))
        let documentation = stringLiteral(Documentation(of: function, attributes: function.attributes).text)
        let head = "\(verb.expression), \(stringLiteral(path.text)), name: \(name), documentation: \(documentation),"
        let lines = [head] + bindings.map { $0.expression + "," } + [handler]
        return """
            var \(raw: RouteMacro.propertyName(for: function)): AfterworkWeb.Route {
                AfterworkWeb.Route(
            \(raw: lines.map { "        \($0)" }.joined(separator: "\n"))
                )
            }
            """
    }

    private var handler: String {
        let head = bindings.isEmpty ? "handler: {" : "handler: { (\(closureParameters)) in"
        // A function that returns nothing has nothing to encode: its reply is empty.
        let reply = returnsNothing ? "\n            return AfterworkWeb.NoContent()" : ""
        return "\(head)\n            \(call)\(reply)\n        }"
    }

    private var closureParameters: String {
        bindings.enumerated().map { "_\($0): \($1.parameter.type.text)" }.joined(separator: ", ")
    }

    private var call: String {
        let arguments = bindings.enumerated().map { "\($1.parameter.argumentLabel)_\($0)" }.joined(separator: ", ")
        let target = isStatic ? "Self" : "self"
        return "\(effects)\(target).\(function.name.text)(\(arguments))"
    }

    /// Only what the signature has: an idle `try` or `await` is a warning in the user's build.
    private var effects: String {
        let specifiers = function.signature.effectSpecifiers
        let throwsErrors = specifiers?.throwsClause != nil
        let suspends = specifiers?.asyncSpecifier != nil || function.attributes.contains(named: "MainActor")
        return (throwsErrors ? "try " : "") + (suspends ? "await " : "")
    }

    private var isStatic: Bool {
        function.modifiers.contains { [.keyword(.static), .keyword(.class)].contains($0.name.tokenKind) }
    }

    private var returnsNothing: Bool {
        guard let type = function.signature.returnClause?.type.trimmedDescription else { return true }
        return ["Void", "()", "Swift.Void"].contains(type)
    }
}
