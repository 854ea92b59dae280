import Foundation

/// Where the conformance run keeps its requests and answers.
enum ConformanceFolder {
    /// The folder `Conformance` of the project.
    static var url: URL { project.appending(path: "Conformance") }

    /// The ids of the differences that the page for people who come from FastAPI explains: the first column of its tables.
    static func explainedDifferences() throws -> [String] {
        let page = project.appending(path: "Documentation/DifferencesFromFastAPI.md")
        return try String(contentsOf: page, encoding: .utf8).matches(of: /(?m)^\| `([a-z0-9-]+)` \|/).map { String($0.output.1) }
    }

    private static var project: URL {
        var url = URL(filePath: #filePath)
        for _ in 0..<4 { url.deleteLastPathComponent() }
        return url
    }
}
