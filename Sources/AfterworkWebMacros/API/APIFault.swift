import SwiftDiagnostics

/// What can be wrong with a type marked `@API`.
enum APIFault: Fault {
    case unfitType(String)
    case missingConformance(type: String)
    case noRoutes(type: String)
    case sameName(function: String)
    case twoVerbs(function: String, first: String, second: String)
    case unreadCondition

    /// An API without routes is useless, not broken: it may be one that is only being begun.
    var severity: DiagnosticSeverity {
        if case .noRoutes = self { return .warning }
        return .error
    }

    var message: String {
        switch self {
        case .unfitType(let keyword):
            "'@API' works on a struct, an enum, a final class or an extension of one of them, not on \(keyword == "actor" ? "an" : "a") "
                + "\(keyword). Move the routes into a struct that holds what they need."
        case .missingConformance(let type):
            "'@API' writes the routes of '\(type)', but only a RouteProvider can be mounted. Declare '\(type): RouteProvider'."
        case .noRoutes(let type):
            "'@API' finds no route in '\(type)'. Mark the functions that answer requests, for example with '@Get(\"/path\")'."
        case .sameName(let function):
            "Two routes are called '\(function)', but a route is known by its function's name. Rename one of them."
        case .twoVerbs(let function, let first, let second):
            "A function is one route, but '\(function)' is marked '@\(first)' and '@\(second)'. "
                + "Write a second function that calls this one."
        case .unreadCondition:
            "'@API' cannot see which branch of this '#if' is compiled. Move its routes into an '@API' type of their own inside the '#if'."
        }
    }
}
