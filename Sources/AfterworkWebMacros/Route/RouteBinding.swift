import SwiftSyntax
import SwiftSyntaxMacros

/// A parameter and where its value comes from: the part of a request that it is bound to.
struct RouteBinding {
    let parameter: RouteParameter
    let wireName: WireName
    let isInPath: Bool

    /// What the value is called in its place. A header's words are joined by hyphens.
    var name: String {
        if let given = parameter.givenName { return given }
        return parameter.source == .header ? wireName.text.split(separator: "_").joined(separator: "-") : wireName.text
    }

    /// Where the value is looked for: the same name may stand in two places.
    var place: String { isInPath ? "path" : parameter.source.rawValue.lowercased() }

    /// Whether the type alone tells the place.
    var isInferred: Bool { !isInPath && parameter.source == .inferred }

    /// Whether the type alone may make the parameter the request's body.
    var mayBeBody: Bool { isInferred && parameter.hint == nil && !Self.knownTypes.contains(parameter.type.named) && !isFile }

    /// Whether the parameter is read from a form.
    var isInForm: Bool { parameter.source == .form || isFile }

    /// Whether the parameter is an uploaded file, or several, as far as the text of its type shows.
    var isFile: Bool { ["UploadedFile", "UploadedFile?", "[UploadedFile]"].contains(parameter.type.text) }

    /// Types that are no body, so that the expansion need not ask the compiler.
    private static let knownTypes: Set<String> = [
        "Bool", "Date", "Double", "Float", "Int", "String", "UUID", "BackgroundTasks", "Request", "WebRequestContext",
    ]

    /// `query("limit", (Int).self, default: { 10 })`
    var expression: String {
        let function = place
        let arguments = "\(stringLiteral(name)), (\(parameter.type.text)).self"
        guard let value = parameter.defaultValue, !isInPath else { return "\(function)(\(arguments))" }
        return "\(function)(\(arguments), default: { \(value) })"
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
