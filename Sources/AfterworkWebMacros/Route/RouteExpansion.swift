import SwiftSyntax
import SwiftSyntaxBuilder

/// Writes the property that holds a route.
struct RouteExpansion {
    let verb: RouteVerb
    let path: RoutePath
    let function: FunctionDeclSyntax
    let bindings: [RouteBinding]
    /// The expression of the status that a plain value is answered with, where the attribute says one.
    let status: String?

    var declaration: DeclSyntax {
        let name = stringLiteral(unquoted(function.name.text))
        let documentation = stringLiteral(Documentation(of: function, attributes: function.attributes).text)
        let status = status.map { " status: \($0)," } ?? ""
        let head = "\(verb.expression), \(stringLiteral(path.text)), name: \(name), documentation: \(documentation),\(status)"
        let lines = [head] + bindings.map { $0.expression + "," } + [handler]
        return """
            var \(raw: RouteMacro.propertyName(for: function)): AfterworkWeb.Route {
            \(raw: checks.map { "    \($0)\n" }.joined())    \(raw: checks.isEmpty ? "" : "return ")AfterworkWeb.Route(
            \(raw: lines.map { "        \($0)" }.joined(separator: "\n"))
                )
            }
            """
    }

    /// What only the compiler can see: it chooses an overload that is unavailable, with a message, where the types do not fit.
    private var checks: [String] {
        let types = bindings.filter(\.mayBeBody).map { "(\($0.parameter.type.text)).self" }
        if verb == .get { return types.map { "AfterworkWeb.Parameter.checkHasNoBody(\($0))" } }
        let besideForm = bindings.contains(where: \.isInForm) ? types.map { "AfterworkWeb.Parameter.checkIsNoBodyBesideForm(\($0))" } : []
        return besideForm
            + types.indices.flatMap { index in
                types[(index + 1)...].map { "AfterworkWeb.Parameter.checkIsOneBody(\(types[index]), \($0))" }
            }
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
