import Foundation
import TestSupport

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

    /// The names in it, sorted.
    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }

    /// The text of a file in it.
    func text(of name: String) throws -> String {
        try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }

    #if os(Linux)
    /// How many files in it this process holds open, those without a name included.
    var openFiles: Int {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count { descriptor in
                let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
                return target?.hasPrefix(path + "/") ?? false
            }
        }
    }

    /// Returns when this process holds none of its files open any more: they are closed on a thread pool, soon after their last use.
    func filesClosed() async throws {
        try await eventually { try openFiles == 0 }
    }
    #endif
}
