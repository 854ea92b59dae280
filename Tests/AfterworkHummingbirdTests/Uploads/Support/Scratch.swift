import Foundation
import NIOPosix
import Testing

/// Folders and threads for one test.
struct Scratch: Sendable {
    /// A folder of the test's own.
    let path: String
    /// Threads of the test's own.
    let threadPool: NIOThreadPool

    /// Makes a folder, and removes it afterwards.
    static func with(in parent: String = NSTemporaryDirectory(), _ body: (Scratch) async throws -> Void) async throws {
        let path = URL(filePath: parent).appending(path: "uploads-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let scratch = Scratch(path: path, threadPool: NIOThreadPool(numberOfThreads: 4))
        scratch.threadPool.start()
        do {
            try await body(scratch)
            try await scratch.settle()
        } catch {
            try await scratch.settle()
            throw error
        }
    }

    /// Waits until every file that was let go is closed. Afterwards no more can be opened.
    func settle() async throws {
        try await threadPool.shutdownGracefully()
    }

    /// Makes a folder inside.
    func folder(_ name: String) throws -> String {
        let folder = "\(path)/\(name)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    /// The names in a folder, sorted, hidden ones included.
    static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    /// A file's content as text.
    static func text(of path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }

    /// The paths of this process's open files in a folder. Empty where there is no `/proc`.
    static func openFiles(in folder: String) throws -> [String] {
        guard FileManager.default.fileExists(atPath: "/proc/self/fd") else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { descriptor in
            try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
        }.filter { $0.hasPrefix(folder) }
    }
}
