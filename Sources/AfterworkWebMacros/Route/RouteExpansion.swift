import SwiftSyntax
import SwiftSyntaxBuilder

/// Writes the function that makes a route.
struct RouteExpansion {
    let verb: RouteVerb
    let path: RoutePath
    let function: FunctionDeclSyntax
    let bindings: [RouteBinding]
    /// The expression of the status that a plain value is answered with, where the attribute says one.
    let status: String?

    /// Finds what the route was made of in the user's file.
    let places: SourcePlace.Finder

    var declaration: DeclSyntax {
        let lines = bindings.indices.flatMap { parameter($0) } + route + [SourcePlace.end, "return _route"]
        return """
            \(raw: RouteMacro.declaration(for: function)) {
            \(raw: lines.joined(separator: "\n"))
            }
            """
    }

    /// Each parameter is a statement of its own, so that what is wrong with its type is told at that type.
    private func parameter(_ index: Int) -> [String] {
        let binding = bindings[index]
        let place = places(Syntax(binding.parameter.syntax.type))
        return SourcePlace.lines("let _\(index) = AfterworkWeb.Parameter", at: place, ".\(binding.expression)")
            + checks(of: index).flatMap { SourcePlace.lines("_\(index)", at: place, ".\($0)") }
    }

    /// What only the compiler can see: it chooses an overload that is unavailable, with a message, where the types do not fit.
    private func checks(of index: Int) -> [String] {
        guard bindings[index].mayBeBody else { return [] }
        if verb == .get { return ["checkHasNoBody()"] }
        if bindings.contains(where: \.isInForm) { return ["checkIsNoBodyBesideForm()"] }
        return bindings.indices.filter { $0 < index && bindings[$0].mayBeBody }.map { "checkIsOnlyBody(besides: _\($0))" }
    }

    /// All in one line, which is that of the type returned, as far as the compiler tells the user.
    private var route: [String] {
        let name = stringLiteral(unquoted(function.name.text))
        let documentation = stringLiteral(Documentation(of: function, attributes: function.attributes).text)
        let head = ["\(verb.expression), \(stringLiteral(path.text)), name: \(name), documentation: \(documentation)"]
        let status = status.map { ["status: \($0)"] } ?? []
        let values = bindings.indices.map { "_\($0)" + (bindings[$0].isInferred ? ".binding" : "") }
        let arguments = (head + status + values + ["handler: { \(handler) }"]).joined(separator: ", ")
        let returned = function.signature.returnClause.map { Syntax($0.type) } ?? Syntax(function.name)
        return SourcePlace.lines("let _route =", at: places(returned), "AfterworkWeb.Route(\(arguments))")
    }

    private var handler: String {
        let parameters = bindings.enumerated().map { "_\($0): \($1.parameter.type.text)" }.joined(separator: ", ")
        // A function that returns nothing has nothing to encode: its reply is empty.
        let reply = returnsNothing ? "; return AfterworkWeb.NoContent()" : ""
        return (bindings.isEmpty ? "" : "(\(parameters)) in ") + call + reply
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
