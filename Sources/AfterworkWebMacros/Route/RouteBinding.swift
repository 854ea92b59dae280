import SwiftSyntax
import SwiftSyntaxMacros

/// A parameter and where its value comes from: the part of a request that it is bound to.
struct RouteBinding {
    let parameter: RouteParameter
    let wireName: WireName
    let isInPath: Bool

    /// `AfterworkWeb.Parameter.query("limit", (Int).self, default: { 10 })`
    var expression: String {
        let function = isInPath ? "path" : parameter.source.rawValue.lowercased()
        let arguments = "\(stringLiteral(wireName.text)), (\(parameter.type.text)).self"
        guard let value = parameter.defaultValue, !isInPath else { return "AfterworkWeb.Parameter.\(function)(\(arguments))" }
        return "AfterworkWeb.Parameter.\(function)(\(arguments), default: { \(value) })"
    }

    /// Binds each parameter, the ones that the path has a placeholder for to the path.
    ///
    /// A placeholder names a parameter by its label or, where no label fits, by its name inside the function: `{product_id}` finds
    /// `of productID: Int` too.
    static func bindings(of parameters: [RouteParameter], to path: RoutePath) -> [RouteBinding] {
        let placeholders = Set(path.placeholders.map { WireName($0) })
        let labels = Set(parameters.map { WireName($0.name) })
        return parameters.map { parameter in
            let label = WireName(parameter.name)
            if placeholders.contains(label) { return RouteBinding(parameter: parameter, wireName: label, isInPath: true) }
            if let inner = parameter.innerName.map({ WireName($0) }), placeholders.contains(inner), !labels.contains(inner) {
                return RouteBinding(parameter: parameter, wireName: inner, isInPath: true)
            }
            return RouteBinding(parameter: parameter, wireName: label, isInPath: false)
        }
    }
}
