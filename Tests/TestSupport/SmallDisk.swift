#if os(Linux)
import Foundation

/// A disk in memory with a few megabytes, mounted as long as the value is there.
public final class SmallDisk: Sendable {
    /// It could not be mounted, or not be changed.
    public struct NotMounted: Error, CustomStringConvertible {
        let message: String

        /// What to do about it.
        public var description: String {
            """
            A test needs a disk of its own, and \(message.trimmingCharacters(in: .whitespacesAndNewlines)). Run the tests as root (in a \
            container with CAP_SYS_ADMIN), or with mounts of your own: unshare --map-root-user --mount make test
            """
        }
    }

    /// Where it is mounted.
    public let path: String

    /// Mounts an empty disk of four megabytes.
    public init() throws {
        path = NSTemporaryDirectory() + "/afterwork-disk-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Self.run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", path)
    }

    deinit {
        // Lazily: what a failed test left open there must not keep it.
        try? Self.run("umount", "--lazy", path)
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Changes the size of the disk, or whether it may be written.
    public func remount(_ options: String) throws {
        try Self.run("mount", "-o", "remount,\(options)", path)
    }

    /// Makes a file of the disk read-only, for root as well.
    public func protect(_ name: String) throws {
        try Self.run("mount", "--bind", "\(path)/\(name)", "\(path)/\(name)")
        try Self.run("mount", "-o", "remount,bind,ro", "\(path)/\(name)")
    }

    /// Ends what ``protect(_:)`` began.
    public func unprotect(_ name: String) throws {
        try Self.run("umount", "\(path)/\(name)")
    }

    /// Leaves no room.
    public func fill() throws {
        let file = open(path + "/filler", O_WRONLY | O_CREAT, 0o600)
        defer { close(file) }
        for size in [65_536, 4096, 1] {
            let bytes = [UInt8](repeating: 0, count: size)
            while write(file, bytes, size) == size {}
        }
    }

    /// Gives back the room that ``fill()`` took.
    public func empty() {
        unlink(path + "/filler")
    }

    private static func run(_ command: String, _ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [command] + arguments
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let message = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw NotMounted(message: "\(String(decoding: message, as: UTF8.self))") }
    }
}
#endif
