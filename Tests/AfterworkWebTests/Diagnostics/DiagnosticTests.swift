import Foundation
import Testing

/// What the real compiler says about mistakes: each file in Mistakes has one, and ends with the messages that the user sees.
///
/// Whoever changes a message has the files rewritten, and reads what changed in them:
///
///     RECORD_DIAGNOSTICS=1 make test ARGS="--filter DiagnosticTests"
@Suite struct DiagnosticTests {
    @Test func `each mistake is told where it was made, in the words that its file ends with`() async throws {
        let mistakes = try Mistake.all
        let output = try await Compiler().check(mistakes.map(\.path))
        let files = Set(mistakes.map(\.path))
        let told = Dictionary(grouping: Diagnostic.all(in: output, files: files), by: \.file)
        try #require(!told.isEmpty, "The compiler did not get as far as the mistakes:\n\(output)")
        let records = ProcessInfo.processInfo.environment["RECORD_DIAGNOSTICS"] != nil
        for mistake in mistakes {
            let actual = told[mistake.path, default: []].map(\.text)
            guard actual != mistake.expected else { continue }
            // A mistake that is told no longer is never written down as right.
            if records, !actual.isEmpty {
                try mistake.record(actual)
                continue
            }
            let says = actual.isEmpty ? "nothing." : ([""] + actual).joined(separator: "\n")
            Issue.record(
                "The compiler says: \(says)",
                sourceLocation: SourceLocation(fileID: "AfterworkWebTests/\(mistake.name)", filePath: mistake.path, line: 1, column: 1)
            )
        }
    }
}
