import Foundation
import NIOPosix

/// A folder for the temporary files of a target, and the thread that works on them.
final class SpoolFolder: Sendable {
    let path: String
    /// One thread, so that what was asked of it is done when something asked later is.
    let threadPool = NIOThreadPool(numberOfThreads: 1)

    init() throws {
        let url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(path: "afterwork-fuzz-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        path = url.path
        threadPool.start()
    }

    deinit {
        threadPool.shutdownGracefully { _ in }
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Expects that no file is left and none is open, once the thread has closed what was let go.
    func expectEmpty() async throws {
        // The thread itself may be the last to let go of a file, and closes it only after the next thing it is asked for.
        for _ in 0..<3 { try await threadPool.runIfActive {} }
        let names = try FileManager.default.contentsOfDirectory(atPath: path)
        try expect(names.isEmpty, "Left behind: \(names)")
        #if os(Linux)
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").filter { descriptor in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
            return target?.hasPrefix(path) ?? false
        }
        try expect(open.isEmpty, "Still open: \(open.count) temporary files.")
        #endif
    }
}
