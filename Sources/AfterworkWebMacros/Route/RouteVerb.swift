import SwiftSyntax

/// The HTTP method that a route answers, known by the attribute that marks its function.
enum RouteVerb: String, CaseIterable {
    case get = "Get"
    case post = "Post"
    case put = "Put"
    case patch = "Patch"
    case delete = "Delete"

    /// `nil` for an attribute that doesn't make a function a route.
    init?(_ attribute: AttributeSyntax) {
        self.init(rawValue: attribute.baseName)
    }

    /// Whether Swift takes the attribute's arguments for the verb's: where it doesn't, it says so, and no route is written.
    static func hasFitArguments(_ attribute: AttributeSyntax) -> Bool {
        guard let arguments = attribute.arguments?.as(LabeledExprListSyntax.self) else { return false }
        let labels = arguments.map { $0.label?.text }
        return labels == [nil] || labels == [nil, "status"]
    }

    /// How the method is written in the expansion: `.get`.
    var expression: String { "." + rawValue.lowercased() }
}
