import SwiftDiagnostics
import SwiftSyntax

/// A word of help for an attribute of a function that Swift does not know, but that looks like a route's.
///
/// A note and not an error: Swift gives the error, and a macro of the user's own may have any name.
struct VerbHint: Fault {
    let attribute: AttributeSyntax
    let message: String

    var severity: DiagnosticSeverity { .note }
    var diagnosticID: MessageID { MessageID(domain: "AfterworkWeb", id: "verbHint") }

    /// `nil` for an attribute that no verb resembles.
    init?(_ attribute: AttributeSyntax) {
        self.attribute = attribute
        let name = attribute.baseName.lowercased()
        if name == "head" {
            message = "'@\(attribute.attributeName.trimmedDescription)' is not needed: a '@Get' route answers HEAD too."
        } else if let verb = Self.verbs.first(where: { $0.lowercased() == name }) ?? Self.nearMiss(name) {
            message = "Did you mean '@\(verb)'?"
        } else {
            return nil
        }
    }

    private static let verbs = RouteVerb.allCases.map(\.rawValue)

    /// Names of three letters resemble too many others.
    private static func nearMiss(_ name: String) -> String? {
        verbs.first { $0.count > 3 && NearMiss.editDistance(from: name, to: $0.lowercased()) == 1 }
    }
}
