import Foundation
import Testing

/// Documentation/Lessons.md says which test stands for which lesson; here is seen that each of them exists.
@Suite struct LessonTableTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized

    /// A row of the table, and the tests that it names: `Suite: sentence`.
    struct Row: Sendable, CustomTestStringConvertible {
        let lesson: String
        let tests: [String]

        var testDescription: String { lesson }
    }

    private static func text(of path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static let rows: [Row] = {
        let document = (try? text(of: "Documentation/Lessons.md")) ?? ""
        return document.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst().map { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            let tests = cells.last?.components(separatedBy: "<br>") ?? []
            return Row(lesson: cells.first ?? "", tests: tests.filter { $0.contains(": ") })
        }
    }()

    /// All test code, by the name of its file.
    private static let sources: [String: String] = {
        var sources: [String: String] = [:]
        for folder in ["Tests", "Sources/AfterworkTesting"] {
            for path in FileManager.default.enumerator(atPath: root.appending(path: folder).path)?.compactMap({ $0 as? String }) ?? [] {
                guard path.hasSuffix(".swift"), let text = try? text(of: "\(folder)/\(path)") else { continue }
                sources[URL(filePath: path).deletingPathExtension().lastPathComponent, default: ""] += text
            }
        }
        return sources
    }()

    @Test func `there is a table of lessons`() {
        #expect(Self.rows.count >= 13)
    }

    @Test(arguments: rows)
    func `each test that stands for a lesson exists`(row: Row) throws {
        try #require(!row.tests.isEmpty, "\(row.lesson)")
        for test in row.tests {
            let parts = test.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            let source = try #require(Self.sources[parts[0]], "There is no suite \(parts[0]).")
            let isThere = source.contains("`\(parts[1])`") || source.contains("\"\(parts[1])\"")
            #expect(isThere, "\(parts[0]) has no test called: \(parts[1])")
        }
    }
}
