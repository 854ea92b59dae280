import SwiftParser
import SwiftSyntax
import Testing

@testable import AfterworkWebMacros

@Suite struct DocumentationTests {
    @Test(arguments: [
        ("/// One.\n///\n///   Indented. \nfunc a()", "One.\n\n  Indented."),
        ("/// Dropped.\n\n/// Kept.\n\nfunc a()", "Kept."),
        ("/// Kept.\n// Ordinary.\n/// Too.\nfunc a()", "Kept.\nToo."),
        ("// Ordinary.\n/* Too. */\nfunc a()", ""),
        ("/** One line. */\nfunc a()", "One line."),
        ("/**\n * One.\n *\n * Two.\n */\nfunc a()", "One.\n\nTwo."),
        ("    /**\n    One.\n\n    **Two.**\n    */\n    func a()", "One.\n\n**Two.**"),
        ("@Get(\"/\")\n/// After the attribute.\nfunc a()", "After the attribute."),
        ("/// Before.\n@Get(\"/\")\n/// After.\nfunc a()", "Before."),
        ("func a()", ""),
    ])
    func `doc comments become text`(source: String, text: String) throws {
        let function = try #require(Parser.parse(source: source).statements.first?.item.as(FunctionDeclSyntax.self))
        #expect(Documentation(of: function, attributes: function.attributes).text == text)
    }

    @Test(arguments: [
        ("plain", "\"plain\""), ("a \"b\" \\(c)", #""a \"b\" \\(c)""#), ("a\n\tb\r", #""a\n\tb\r""#), ("\u{0}ü😀", "\"\\u{0}ü😀\""),
    ])
    func `text becomes a literal on one line`(text: String, literal: String) {
        #expect(stringLiteral(text) == literal)
    }
}
