import SwiftSyntax

/// The HTTP method that a route answers, known by the attribute that marks its function.
enum RouteVerb: String {
    case get = "Get"
    case post = "Post"
    case put = "Put"
    case patch = "Patch"
    case delete = "Delete"

    /// `nil` for an attribute that doesn't make a function a route.
    init?(_ attribute: AttributeSyntax) {
        self.init(rawValue: attribute.baseName)
    }

    /// How the method is written in the expansion: `.get`.
    var expression: String { "." + rawValue.lowercased() }
}
