import Foundation

/// A folder of a test's own, gone when the test is over.
struct TemporaryFolder: Sendable {
    let path: String

    /// Makes a folder, and removes it with all that is in it after its use.
    static func use<Result>(_ use: (TemporaryFolder) async throws -> Result) async throws -> Result {
        let url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(path: "afterwork-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: url) }
        return try await use(TemporaryFolder(path: url.path))
    }

    /// The path of a file in it, which need not be there.
    func file(_ name: String = "jobs.sqlite") -> String { "\(path)/\(name)" }

    /// Gives a database another name, together with the files that SQLite has beside it; what has that name is no more.
    func moveDatabase(_ name: String, to other: String) throws {
        for ending in ["", "-wal", "-shm"] {
            if FileManager.default.fileExists(atPath: file(other + ending)) {
                try FileManager.default.removeItem(atPath: file(other + ending))
            }
            guard FileManager.default.fileExists(atPath: file(name + ending)) else { continue }
            try FileManager.default.moveItem(atPath: file(name + ending), toPath: file(other + ending))
        }
    }

    /// Puts a text into a file.
    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: file(name)))
    }
}
