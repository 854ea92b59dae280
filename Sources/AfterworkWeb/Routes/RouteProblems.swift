import Hummingbird

/// Routes that contradict one another or themselves, in a way that the compiler cannot see: told when the application starts.
public struct RouteProblems: Error, Hashable, CustomStringConvertible {
    /// What is wrong, and what to do, a sentence or two each.
    public let problems: [String]

    /// The problems, a line each.
    public var description: String { problems.joined(separator: "\n") }

    init?(_ problems: [String]) {
        guard !problems.isEmpty else { return nil }
        self.problems = problems
    }
}

extension RouteTable {
    /// What is wrong with the routes on a router of a context.
    func problems<Context: RequestContext>(for context: Context.Type) -> [String] {
        var told: Set<String> = []
        // A route may be mounted in several places, and for HEAD.
        return (problems + entries.filter { $0.route.method != .head }.flatMap { $0.route.problems(for: context) })
            .filter { told.insert($0).inserted }
    }
}

extension Route {
    /// What is wrong with the route by itself. The macros find it earlier.
    var problems: [String] {
        let bodies = parameters.filter { $0.location == .body }
        let places = Set(parameters.map(\.location))
        var problems: [String] = []
        if bodies.count > 1 {
            problems.append("\(method) \(path) takes \(bodies.count) bodies, but a request has one. Put them into one type.")
        }
        if !bodies.isEmpty, places.contains(.form) || places.contains(.file) {
            problems.append("\(method) \(path) takes JSON and a form, but a request has one body. Read all of it from the form.")
        }
        let placeholders = Set(RouteTable.placeholders(of: path))
        let bound = Set(parameters.filter { $0.location == .path }.map(\.name))
        for name in bound.subtracting(placeholders).sorted() {
            problems.append("\(method) \(path) has no placeholder '{\(name)}', which a parameter is read from. Write it into the path.")
        }
        return problems
    }

    /// What is wrong with the route on a router of a context.
    func problems<Context: RequestContext>(for context: Context.Type) -> [String] {
        parameters.compactMap { parameter in
            guard parameter.location == .injected, let type = parameter.type as? any RequestContext.Type, type != context else {
                return nil
            }
            return "\(method) \(path) takes a \(type), but its router's context is \(context). Take that."
        }
    }
}
