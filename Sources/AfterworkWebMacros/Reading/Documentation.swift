import SwiftSyntax

/// The text of a declaration's doc comment, `///` and `/** */` alike, one line after the other.
///
/// As in Swift itself, only the block next to the declaration counts: a blank line between two doc comments drops the first. A doc
/// comment that stands after the attributes counts too.
struct Documentation {
    let text: String

    init(of declaration: some DeclSyntaxProtocol, attributes: AttributeListSyntax) {
        let before = Self.lines(in: declaration.leadingTrivia)
        let afterAttributes = attributes.lastToken(viewMode: .sourceAccurate)?.nextToken(viewMode: .sourceAccurate)
        let lines = before.isEmpty ? Self.lines(in: afterAttributes?.leadingTrivia ?? []) : before
        text = lines.joined(separator: "\n")
    }

    private static func lines(in trivia: Trivia) -> [String] {
        var lines: [String] = []
        var newlinesSinceComment = 0
        for piece in trivia {
            switch piece {
            case .newlines(let count), .carriageReturns(let count), .carriageReturnLineFeeds(let count):
                newlinesSinceComment += count
            case .lineComment, .blockComment:
                newlinesSinceComment = 0
            case .docLineComment(let comment):
                if newlinesSinceComment > 1 { lines = [] }
                lines.append(line(of: comment))
                newlinesSinceComment = 0
            case .docBlockComment(let comment):
                if newlinesSinceComment > 1 { lines = [] }
                lines += block(of: comment)
                newlinesSinceComment = 0
            default:
                break
            }
        }
        return lines
    }

    private static func line(of comment: String) -> String {
        let text = comment.dropFirst("///".count)
        return trimmedAtEnd(text.hasPrefix(" ") ? text.dropFirst() : text)
    }

    private static func block(of comment: String) -> [String] {
        let inside = comment.dropFirst("/**".count).dropLast("*/".count)
        let lines = inside.split(omittingEmptySubsequences: false) { $0.isNewline }.map(withoutMargin)
        return Array(lines.drop { $0.isEmpty }.reversed().drop { $0.isEmpty }.reversed())
    }

    /// Removes the indentation, and the star that many people draw down the side of a comment.
    private static func withoutMargin(_ line: Substring) -> String {
        let text = line.drop { $0.isWhitespace }
        guard text.hasPrefix("*"), !text.hasPrefix("**") else { return trimmedAtEnd(text) }
        let afterStar = text.dropFirst()
        return trimmedAtEnd(afterStar.hasPrefix(" ") ? afterStar.dropFirst() : afterStar)
    }

    private static func trimmedAtEnd(_ text: Substring) -> String {
        var text = text
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
