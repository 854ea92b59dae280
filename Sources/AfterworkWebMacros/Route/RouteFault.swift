import SwiftDiagnostics

/// What can be wrong with a function marked as a route, apart from its path.
enum RouteFault: Fault, Error {
    case notAFunction(attribute: String)
    case outsideType(attribute: String, function: String)
    case unmarkedType(attribute: String, type: String)
    case mutating(function: String)
    case genericFunction(String)
    case generic(parameter: String)
    case unnamedParameter
    case variadic(parameter: String, type: String)
    case inoutParameter(String)
    case closure(String)
    case twoSources(parameter: String, first: String, second: String)
    case notAName(attribute: String)
    case formInGet(parameter: String, isFile: Bool)
    case sameWireName(first: String, second: String, function: String, wireName: String)
    case notFromPath(parameter: String, attribute: String, placeholder: String)
    case unusedDefault(parameter: String, placeholder: String)

    var severity: DiagnosticSeverity {
        if case .unusedDefault = self { return .warning }
        return .error
    }

    var message: String {
        switch self {
        case .notAFunction(let attribute):
            "'@\(attribute)' marks a function: the one that answers the requests."
        case .outsideType(let attribute, let function):
            "'@\(attribute)' works inside a type marked '@API', but '\(function)' is not inside a type. Move it into one."
        case .unmarkedType(let attribute, let type):
            "'@\(attribute)' works inside a type marked '@API'. Write '@API' before '\(type)'."
        case .mutating(let function):
            "'\(function)' is 'mutating', but requests are answered side by side and cannot change the API's own value. "
                + "Keep what changes in an actor or a database."
        case .genericFunction(let function):
            "'\(function)' is generic, but a request does not say which types to use. Write the types."
        case .generic(let parameter):
            "The type of '\(parameter)' is left open by 'some', but a request does not say which type to use. Write the type."
        case .unnamedParameter:
            "A parameter without a name cannot be found in a request. Give it a name."
        case .variadic(let parameter, let type):
            "'\(parameter)' takes any number of values. Write '\(parameter): [\(type)]'."
        case .inoutParameter(let parameter):
            "'\(parameter)' is 'inout', but a value of the request cannot be written back. Leave 'inout' out."
        case .closure(let parameter):
            "'\(parameter)' is a closure, but a request carries values only. Leave it out."
        case .twoSources(let parameter, let first, let second):
            "'\(parameter)' is marked '@\(first)' and '@\(second)', but a value comes from one place. Leave one of them out."
        case .notAName(let attribute):
            "'@\(attribute)' takes the name in the request as a string literal, for example '@\(attribute)(\"name\")'."
        case .formInGet(let parameter, let isFile):
            "'\(parameter)' is read from a form, but a GET request has no body. "
                + (isFile ? "Use '@Post'." : "Mark it '@Query' to read it from the query, or use '@Post'.")
        case .sameWireName(let first, let second, let function, let wireName):
            "The parameters '\(first)' and '\(second)' of '\(function)' are both called '\(wireName)' in a request. Rename one of them."
        case .notFromPath(let parameter, let attribute, let placeholder):
            "'\(parameter)' is marked '@\(attribute)', but the path holds its value in '{\(placeholder)}'. Leave one of them out."
        case .unusedDefault(let parameter, let placeholder):
            "The default of '\(parameter)' is never used: the path always has a value for '{\(placeholder)}'."
        }
    }
}
