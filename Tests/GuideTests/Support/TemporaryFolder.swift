import Foundation

/// A folder of a test's own, gone when the test is over.
struct TemporaryFolder: Sendable {
    let path: String

    /// Makes a folder and removes it, with all that is in it, after its use.
    static func use<Result>(_ use: (TemporaryFolder) async throws -> Result) async throws -> Result {
        let url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(path: "afterwork-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: url) }
        return try await use(TemporaryFolder(path: url.path))
    }

    /// The names in a folder in it, sorted.
    func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)").sorted()
    }

    /// The text of a file in it.
    func text(of name: String) throws -> String {
        try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }

    /// The lines of a file in it, each of which must have ended.
    func lines(of name: String) throws -> [String] {
        try text(of: name).split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    /// Removes a file in it.
    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }

    /// Gives a file in it another name.
    func move(_ name: String, to other: String) throws {
        try FileManager.default.moveItem(atPath: "\(path)/\(name)", toPath: "\(path)/\(other)")
    }

    /// Writes a file in it.
    func write(_ text: String, to name: String) throws {
        try text.write(toFile: "\(path)/\(name)", atomically: false, encoding: .utf8)
    }
}
