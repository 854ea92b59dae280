import SwiftDiagnostics
import SwiftSyntax

/// A word of help for an attribute of a parameter that Swift does not know: one that is misspelt, or that FastAPI has.
///
/// A note and not an error: Swift gives the error, and a property wrapper of the user's own may have any name.
struct PlaceHint: Fault {
    let attribute: AttributeSyntax
    let message: String

    var severity: DiagnosticSeverity { .note }
    var diagnosticID: MessageID { MessageID(domain: "AfterworkWeb", id: "placeHint") }

    /// `nil` for an attribute that is a mark, or that no mark resembles.
    init?(_ attribute: AttributeSyntax, parameter: String) {
        let name = attribute.baseName
        let wireName = WireName(parameter).text
        self.attribute = attribute
        switch name {
        case "Form", "Query", "Header", "Cookie":
            return nil
        case "Path":
            message = "'@Path' is not needed: a value comes from the path where the path names it, here with '{\(wireName)}'. Leave it out."
        case "Body":
            message = "'@Body' is not needed: a type marked '@Schema' comes from the JSON body. Leave it out."
        case "File", "UploadFile", "UploadedFile":
            message = "'@\(name)' is not needed: a parameter of type 'UploadedFile' is a file of a form. Leave it out."
        case "Depends", "Security", "Inject":
            message =
                "'@\(name)' is not needed: what a handler depends on is a property of its type, given where the type is made. "
                + "Declare it there, for example 'let \(unquoted(parameter)): …'."
        default:
            guard let mark = NearMiss.of(name.lowercased(), among: Self.marks.map { $0.lowercased() }) else { return nil }
            message = "Did you mean '@\(mark.prefix(1).uppercased() + mark.dropFirst())'?"
        }
    }

    private static let marks = ["Query", "Form", "Header", "Cookie"]
}
