import SwiftDiagnostics

/// What can be wrong with the path of a route.
enum PathFault: Fault, Error {
    case notALiteral
    case missingSlash(path: String)
    case unclosed
    case unopened
    case empty
    case notAName(String)
    case colon(String)
    case crowded(segment: String)
    case repeated(String)
    /// No parameter fills the placeholder; `nearMiss` is the wire name of the one that was probably meant.
    case unmatched(placeholder: String, function: String, nearMiss: String?)

    var message: String {
        switch self {
        case .notALiteral:
            "Write the path as one plain string, as in \"/products\": it is read before the program runs, so it cannot be put together."
        case .missingSlash(let path):
            "The path '\(path)' does not begin with '/'. Write '/\(path)'."
        case .unclosed:
            "The path has a '{' without its '}'. A placeholder is written '{name}'."
        case .unopened:
            "The path has a '}' without its '{'. A placeholder is written '{name}'."
        case .empty:
            "The path has an empty '{}'. Write the name of the parameter that it fills, as in '{product_id}'."
        case .notAName(let text):
            "The path has '{\(text)}', but only a name can stand between the braces, as in '{product_id}'."
        case .colon(let name):
            "The path has ':\(name)', but here a placeholder is written '{\(name)}'."
        case .crowded(let segment):
            "The path has '\(segment)', but between two '/' there is room for one placeholder only, with text before or after it, not both."
        case .repeated(let name):
            "The path has '{\(name)}' twice, but a parameter has one value. Give each placeholder a name of its own."
        case .unmatched(let placeholder, let function, let nearMiss?):
            "The path has '{\(placeholder)}', but no parameter of '\(function)' is called '\(WireName.swiftName(for: placeholder))'. "
                + "Did you mean '{\(nearMiss)}'?"
        case .unmatched(let placeholder, let function, nil):
            "The path has '{\(placeholder)}', but no parameter of '\(function)' is called '\(WireName.swiftName(for: placeholder))'. "
                + "Add '\(Self.suggestedParameter(for: placeholder))'."
        }
    }

    /// The parameter that would fill a placeholder. Its type is a guess: what is called an id is most often a number.
    static func suggestedParameter(for placeholder: String) -> String {
        let name = WireName.swiftName(for: placeholder)
        let isNumber = WireName(placeholder).text.split(separator: "_").last == "id"
        return "\(name): \(isNumber ? "Int" : "String")"
    }
}
