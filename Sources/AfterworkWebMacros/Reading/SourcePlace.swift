import SwiftSyntax
import SwiftSyntaxMacros

/// Where something stands in the user's file.
///
/// What the compiler finds wrong with code that a macro wrote is shown in that code, which nobody has seen. Code that stands under a
/// `#sourceLocation` is shown at the user's line instead, and with as many spaces before it at the user's column.
struct SourcePlace {
    /// Finds the place of a node; nil where the compiler doesn't tell it.
    typealias Finder = (Syntax) -> SourcePlace?

    private let file: String
    private let line: Int
    private let column: Int

    init?(of node: Syntax, in context: some MacroExpansionContext) {
        guard let location = context.location(of: node, at: .afterLeadingTrivia, filePathMode: .filePath),
            let line = Int(location.line.trimmedDescription), let column = Int(location.column.trimmedDescription)
        else { return nil }
        file = location.file.trimmedDescription
        self.line = line
        self.column = column
    }

    /// Ends what ``lines(_:at:_:)`` began.
    static let end = "#sourceLocation()"

    /// A statement of two lines, `head` and `rest`, of which the second begins at a place, as far as the compiler tells the user. A dot
    /// that it begins with stands before the place. Without a place the statement stays where it is.
    static func lines(_ head: String, at place: SourcePlace?, _ rest: String, indentedBy indentation: Int = 0) -> [String] {
        guard let place else { return [head, "    " + rest] }
        let spaces = place.column - (rest.hasPrefix(".") ? 2 : 1) - indentation
        return [place.directive(linesBefore: 1), head, String(repeating: " ", count: max(0, spaces)) + rest]
    }

    /// A statement that stands in the line of a place, as far as the compiler tells the user.
    static func line(_ statement: String, at place: SourcePlace?) -> [String] {
        guard let place else { return [statement] }
        return [place.directive(linesBefore: 0), statement]
    }

    private func directive(linesBefore lines: Int) -> String {
        "#sourceLocation(file: \(file), line: \(max(1, line - lines)))"
    }
}

extension MacroExpansionContext {
    /// Finds places in what the macro was given.
    var places: SourcePlace.Finder {
        { SourcePlace(of: $0, in: self) }
    }
}
