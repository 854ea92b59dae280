import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// A fault in what someone wrote, worded for the one who wrote it.
///
/// The cases of a conforming enum say what is wrong; `message` says it in a sentence that a newcomer understands.
protocol Fault: DiagnosticMessage {}

extension Fault {
    var severity: DiagnosticSeverity { .error }

    /// The case without its details, so that a fault keeps its identity when its wording changes.
    var diagnosticID: MessageID {
        MessageID(domain: "AfterworkWeb", id: String(String(describing: self).prefix { $0 != "(" }))
    }
}

extension MacroExpansionContext {
    /// Shows a fault in the editor and in the build's output, at the place where it was written.
    func report(_ fault: some Fault, at node: some SyntaxProtocol, fixIts: [FixIt] = []) {
        diagnose(Diagnostic(node: node, message: fault, fixIts: fixIts))
    }
}
