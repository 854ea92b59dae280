import SwiftDiagnostics
import SwiftParser
import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacros
import SwiftSyntaxMacrosGenericTestSupport
import Testing

@testable import AfterworkWebMacros

/// The macros as Macros.swift declares them.
private let macros: [String: MacroSpec] = [
    "API": MacroSpec(type: APIMacro.self),
    "Get": MacroSpec(type: RouteMacro.self),
    "Post": MacroSpec(type: RouteMacro.self),
    "Put": MacroSpec(type: RouteMacro.self),
    "Patch": MacroSpec(type: RouteMacro.self),
    "Delete": MacroSpec(type: RouteMacro.self),
    "Schema": MacroSpec(type: SchemaMacro.self, conformances: ["Schema", "SchemaChoice", "CodableSchema"]),
]

/// `@API` on a type that no extension makes a RouteProvider either, which only the compiler can tell.
private let macrosWithoutConformance = macros.merging(["API": MacroSpec(type: APIMacro.self, conformances: ["RouteProvider"])]) { $1 }

/// Expands the macros in `source` and compares the whole with `expanded`.
func expectExpansion(
    of source: String,
    _ expanded: String,
    fileID: StaticString = #fileID,
    filePath: StaticString = #filePath,
    line: UInt = #line
) {
    assertMacroExpansion(
        source,
        expandedSource: expanded,
        macroSpecs: macros,
        failureHandler: record,
        fileID: fileID,
        filePath: filePath,
        line: line
    )
}

/// The source file after the macros in it were expanded, for tests that look at a part of it.
func expansion(of source: String) -> String {
    Expansion(of: source, with: macros).text
}

/// Applies the one fix-it that `source` gets and compares the whole with `mended`.
func expectFixIt(
    _ fixIt: String,
    for source: String,
    mends mended: String,
    fileID: StaticString = #fileID,
    filePath: StaticString = #filePath,
    line: UInt = #line
) {
    let expansion = Expansion(of: source, with: macrosWithoutConformance)
    let faults = expansion.diagnostics.map { diagnostic in
        let position = expansion.location(of: diagnostic)
        return DiagnosticSpec(
            message: diagnostic.message,
            line: position.line,
            column: position.column,
            severity: diagnostic.diagMessage.severity,
            fixIts: diagnostic.fixIts.map { FixItSpec(message: $0.message.message) }
        )
    }
    assertMacroExpansion(
        source,
        expandedSource: expansion.text,
        diagnostics: faults,
        macroSpecs: macrosWithoutConformance,
        applyFixIts: [fixIt],
        fixedSource: mended,
        failureHandler: record,
        fileID: fileID,
        filePath: filePath,
        line: line
    )
}

/// What the macros say about `source`, each as `line:column: severity: message`.
func faults(in source: String, conformsElsewhere: Bool = true) -> [String] {
    let expansion = Expansion(of: source, with: conformsElsewhere ? macros : macrosWithoutConformance)
    return expansion.diagnostics.map { diagnostic in
        let position = expansion.location(of: diagnostic)
        return "\(position.line):\(position.column): \(diagnostic.diagMessage.severity): \(diagnostic.message)"
    }
}

/// The expansion of a source file, with what was reported meanwhile.
private struct Expansion {
    let text: String
    private let context: BasicMacroExpansionContext

    init(of source: String, with macros: [String: MacroSpec]) {
        let file = Parser.parse(source: source)
        let context = BasicMacroExpansionContext(sourceFiles: [file: .init(moduleName: "Test", fullFilePath: "test.swift")])
        text =
            file.expand(
                macroSpecs: macros,
                contextGenerator: { BasicMacroExpansionContext(sharingWith: context, lexicalContext: $0.allMacroLexicalContexts()) },
                indentationWidth: .spaces(4)
            ).description
        self.context = context
    }

    var diagnostics: [Diagnostic] { context.diagnostics }

    func location(of diagnostic: Diagnostic) -> SwiftSyntax.SourceLocation {
        context.location(for: diagnostic.position, anchoredAt: diagnostic.node, fileName: "test.swift")
    }
}

private func record(_ failure: TestFailureSpec) {
    let location = Testing.SourceLocation(
        fileID: failure.location.fileID,
        filePath: failure.location.filePath,
        line: failure.location.line,
        column: failure.location.column
    )
    Issue.record(Comment(rawValue: failure.message), sourceLocation: location)
}
