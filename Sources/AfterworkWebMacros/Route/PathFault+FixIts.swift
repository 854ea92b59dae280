import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacros

extension PathFault {
    /// What would mend the path at a click, where one change is the likely one.
    func fixIts(for literal: StringLiteralExprSyntax, of function: FunctionDeclSyntax? = nil) -> [FixIt] {
        switch self {
        case .missingSlash(let path):
            [replacement(of: literal, "\"\(path)", with: "\"/\(path)", saying: "Begin the path with '/'")]
        case .colon(let name):
            [replacement(of: literal, ":\(name)", with: "{\(name)}", saying: "Replace ':\(name)' with '{\(name)}'")]
        case .unmatched(let placeholder, _, let nearMiss?):
            [
                replacement(
                    of: literal,
                    "{\(placeholder)}",
                    with: "{\(nearMiss)}",
                    saying: "Replace '{\(placeholder)}' with '{\(nearMiss)}'"
                )
            ]
        case .unmatched(let placeholder, _, nil):
            function.map { [addition(of: Self.suggestedParameter(for: placeholder), to: $0)] } ?? []
        default:
            []
        }
    }

    private func replacement(
        of literal: StringLiteralExprSyntax,
        _ wrong: String,
        with right: String,
        saying message: String
    ) -> FixIt {
        let source = literal.trimmedDescription.replacing(wrong, with: right, maxReplacements: 1)
        return FixIt(
            message: MacroExpansionFixItMessage(message),
            changes: [.replace(oldNode: Syntax(literal), newNode: Syntax(ExprSyntax("\(raw: source)")))]
        )
    }

    /// Puts the parameter first: the path comes before everything else in a request.
    private func addition(of parameter: String, to function: FunctionDeclSyntax) -> FixIt {
        let parenthesis = function.signature.parameterClause.leftParen
        let separator = function.signature.parameterClause.parameters.isEmpty ? "" : ", "
        let widened = TokenSyntax(.identifier("(\(parameter)\(separator)"), presence: .present)
        return FixIt(
            message: MacroExpansionFixItMessage("Add '\(parameter)'"),
            changes: [.replace(oldNode: Syntax(parenthesis), newNode: Syntax(widened))]
        )
    }
}
