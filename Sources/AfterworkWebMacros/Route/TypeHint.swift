import SwiftDiagnostics
import SwiftSyntax

/// A word of help for a parameter's type that is called otherwise in FastAPI.
///
/// A note and not an error: Swift gives the error, and a type of the user's own may have any name.
struct TypeHint: Fault {
    let message: String

    var severity: DiagnosticSeverity { .note }
    var diagnosticID: MessageID { MessageID(domain: "AfterworkWeb", id: "typeHint") }

    /// `nil` for any other type.
    init?(_ type: TypeSyntax) {
        guard let name = Self.names[TypeText(type).named] else { return nil }
        message = "Did you mean '\(name)'?"
    }

    private static let names = [
        "BackgroundTask": "BackgroundTasks", "UploadFile": "UploadedFile", "bool": "Bool", "datetime": "Date", "float": "Double",
        "int": "Int", "str": "String",
    ]
}
